using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>
/// Reads a pickle. A pickle is a program for a machine with a stack and a memo; in Python, it can call anything. This machine makes lists,
/// dictionaries and numbers, and only supports the calls of <see cref="TorchGlobals"/>. The results of other classes and functions are opaque.
/// </summary>
internal ref struct PickleMachine
{
    /// <summary>Small integers are the most common, so they are boxed once.</summary>
    private static readonly object[] s_small = [.. Enumerable.Range(0, 256).Select(static number => (object)(long)number)];

    private static readonly object s_true = true, s_false = false;

    private readonly ReadOnlySpan<byte> _program;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, PickleGlobal> _unknown = new(StringComparer.Ordinal);
    private readonly PickleBudget _budget;
    private int _at;

    private PickleMachine(ReadOnlySpan<byte> program, PickleBudget budget)
    {
        _program = program;
        _budget = budget;
    }

    /// <summary>Reads a pickle.</summary>
    /// <param name="program">The pickle.</param>
    /// <param name="budget">The limit for memory and time.</param>
    /// <returns>Its content, and the classes and functions it asks for that are not on the allow-list.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or exceeds the budget.</exception>
    public static (object? Content, IReadOnlyCollection<string> Unknown) Read(ReadOnlySpan<byte> program, PickleBudget budget)
    {
        PickleMachine machine = new(program, budget);
        return (machine.Run(), machine._unknown.Keys);
    }

    private object? Run()
    {
        while (true)
        {
            int at = _at;
            byte code = Byte();
            _budget.Spend(PickleBudget.Operation);
            switch ((char)code)
            {
                case '.': // STOP
                    return _marks.Count == 0 && _stack.Count == 1 ? Pop() : throw Damaged($"ends with {Text.Count(_stack.Count, "value")} on the stack instead of 1");
                case '\u0080': // PROTO
                    byte version = Byte();
                    if (version is < 2 or > 5)
                    {
                        throw Damaged($"has version {version}; 2 to 5 are read");
                    }

                    break;
                case '\u0095': // FRAME: the number of bytes to read at once
                    Take(sizeof(ulong));
                    break;
                case '(': // MARK
                    _marks.Push(_stack.Count);
                    break;
                case '0': // POP
                    if (_marks.TryPeek(out int mark) && mark == _stack.Count)
                    {
                        _marks.Pop();
                    }
                    else
                    {
                        Pop();
                    }

                    break;
                case '1': // POP_MARK
                    PopToMark();
                    break;
                case '2': // DUP
                    Push(Peek());
                    break;
                case 'N':
                    Push(null);
                    break;
                case '\u0088': // NEWTRUE
                    Push(s_true);
                    break;
                case '\u0089': // NEWFALSE
                    Push(s_false);
                    break;
                case 'J': // BININT
                    Push(Number(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)))));
                    break;
                case 'K': // BININT1
                    Push(Number(Byte()));
                    break;
                case 'M': // BININT2
                    Push(Number(BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)))));
                    break;
                case '\u008a': // LONG1
                    Push(Long(Take(Byte())));
                    break;
                case '\u008b': // LONG4
                    Push(Long(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))))));
                    break;
                case 'G': // BINFLOAT
                    PushObject(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double))), sizeof(double));
                    break;
                case 'X': // BINUNICODE
                    Push(Utf8(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))))));
                    break;
                case '\u008c': // SHORT_BINUNICODE
                    Push(Utf8(Take(Byte())));
                    break;
                case '\u008d': // BINUNICODE8
                    Push(Utf8(Take(Length64())));
                    break;
                case 'U': // SHORT_BINSTRING: text of Python 2
                    Push(Utf8(Take(Byte())));
                    break;
                case 'T': // BINSTRING
                    Push(Utf8(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))))));
                    break;
                case 'C': // SHORT_BINBYTES
                    Push(Bytes(Take(Byte())));
                    break;
                case 'B': // BINBYTES
                    Push(Bytes(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))))));
                    break;
                case '\u008e' or '\u0096': // BINBYTES8, BYTEARRAY8
                    Push(Bytes(Take(Length64())));
                    break;
                case ')': // EMPTY_TUPLE
                    PushObject(new PickleTuple([]));
                    break;
                case '\u0085': // TUPLE1
                    PushObject(new PickleTuple([Pop()]), sizeof(long));
                    break;
                case '\u0086': // TUPLE2
                {
                    object? second = Pop(), first = Pop();
                    PushObject(new PickleTuple([first, second]), 2 * sizeof(long));
                    break;
                }

                case '\u0087': // TUPLE3
                {
                    object? third = Pop(), second = Pop(), first = Pop();
                    PushObject(new PickleTuple([first, second, third]), 3 * sizeof(long));
                    break;
                }

                case 't': // TUPLE
                    PushObject(new PickleTuple(PopToMark()));
                    break;
                case ']': // EMPTY_LIST
                case '\u008f': // EMPTY_SET
                    PushObject(new PickleList(), PickleBudget.Object);
                    break;
                case 'l': // LIST
                case '\u0091': // FROZENSET
                {
                    object?[] items = PopToMark();
                    PickleList list = new();
                    list.Items.AddRange(items);
                    PushObject(list);
                    break;
                }

                case 'a': // APPEND
                {
                    object? item = Pop();
                    _budget.Spend(sizeof(long));
                    Items().Add(item);
                    break;
                }

                case 'e': // APPENDS
                case '\u0090': // ADDITEMS
                {
                    object?[] items = PopToMark();
                    Items().AddRange(items);
                    break;
                }

                case '}': // EMPTY_DICT
                    PushObject(new PickleDictionary(), PickleBudget.DictionaryItem);
                    break;
                case 'd': // DICT
                {
                    object?[] items = PopToMark();
                    PickleDictionary dictionary = new();
                    Fill(dictionary, items);
                    PushObject(dictionary, PickleBudget.DictionaryItem);
                    break;
                }

                case 's': // SETITEM
                {
                    object? value = Pop(), key = Pop();
                    Fill(Peek(), [key, value]);
                    break;
                }

                case 'u': // SETITEMS
                {
                    object?[] items = PopToMark();
                    Fill(Peek(), items);
                    break;
                }

                case 'c': // GLOBAL
                    Push(Global(Line(), Line()));
                    break;
                case '\u0093': // STACK_GLOBAL
                {
                    if (Pop() is string name && Pop() is string module)
                    {
                        Push(Global(module, name));
                        break;
                    }

                    throw Damaged("asks for a global whose name is not text");
                }

                case 'R': // REDUCE: a call
                case '\u0081': // NEWOBJ: a call of a class
                {
                    object? arguments = Pop(), callee = Pop();
                    Call(callee, arguments);
                    break;
                }

                case '\u0092': // NEWOBJ_EX: a call of a class, with keyword arguments
                {
                    object? named = Pop(), arguments = Pop(), callee = Pop();
                    if (callee is PickleGlobal { Kind: not GlobalKind.Unknown } global && named is not PickleDictionary { Items.Count: 0, Nameless.Count: 0 })
                    {
                        throw Damaged($"calls {global.FullName} with keyword arguments");
                    }

                    Call(callee, arguments);
                    if (Peek() is PickleOpaque made)
                    {
                        _budget.Spend(sizeof(long));
                        made.Parts.Add(named);
                    }

                    break;
                }

                case 'b': // BUILD: attributes of an object
                {
                    object? state = Pop();
                    switch (Peek())
                    {
                        case PickleDictionary { IsOrderedDict: true }:
                            // The attributes of a state dictionary are the versions of its modules, not tensors.
                            break;
                        case PickleOpaque built:
                            _budget.Spend(sizeof(long));
                            built.Parts.Add(state);
                            break;
                        default:
                            throw Damaged("gives attributes to something that is not an OrderedDict");
                    }

                    break;
                }

                case 'Q': // BINPERSID: something outside the pickle
                    PushObject(TorchGlobals.Storage(Pop()), PickleBudget.Object);
                    break;
                case 'q': // BINPUT
                    Remember(Byte());
                    break;
                case 'r': // LONG_BINPUT
                    Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))));
                    break;
                case '\u0094': // MEMOIZE
                    Remember((uint)_memo.Count);
                    break;
                case 'h': // BINGET
                    Push(Remembered(Byte()));
                    break;
                case 'j': // LONG_BINGET
                    Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))));
                    break;
                case 'i': // INST
                    // Also a call. The message has its name, which shows what the file is.
                    throw TorchGlobals.Refused($"{Line()}.{Line()}");
                default:
                    throw Damaged(string.Create(CultureInfo.InvariantCulture, $"has the operation 0x{code:x2} at {at}, which tensors do not need"));
            }
        }
    }

    private readonly void Push(object? value) => _stack.Add(value);

    /// <param name="value">An object that was made.</param>
    /// <param name="content">Bytes of its content.</param>
    private readonly void PushObject(object? value, long content = 0)
    {
        _budget.Spend(PickleBudget.Object + content);
        _stack.Add(value);
    }

    private readonly void Call(object? callee, object? arguments)
    {
        if (arguments is not PickleTuple tuple)
        {
            throw Damaged("calls what cannot be called");
        }

        // A call may examine its arguments, so each call pays for them.
        _budget.Spend(PickleBudget.Object + ((long)tuple.Items.Length * sizeof(long)));
        switch (callee)
        {
            case PickleGlobal { Kind: not GlobalKind.Unknown } known:
                Push(TorchGlobals.Call(known, tuple.Items, _budget));
                break;
            case PickleGlobal unknown:
                PushOpaque(unknown, null, tuple);
                break;
            case PickleOpaque made:
                // The result depends on everything the callee was made from.
                PushOpaque(made.Global, made, tuple);
                break;
            default:
                throw Damaged("calls what cannot be called");
        }
    }

    private readonly void PushOpaque(PickleGlobal global, PickleOpaque? callee, PickleTuple arguments)
    {
        PickleOpaque made = new(global);
        made.Parts.AddRange([callee, arguments]);
        PushObject(made, 2 * PickleBudget.Object);
    }

    /// <summary>A class or function; there is one object per name.</summary>
    private readonly PickleGlobal Global(string module, string name)
    {
        string fullName = $"{module}.{name}";
        if (TorchGlobals.Find(fullName) is { } known)
        {
            return known;
        }

        if (!_unknown.TryGetValue(fullName, out PickleGlobal? global))
        {
            _budget.Text(fullName);
            _budget.Spend(PickleBudget.DictionaryItem);
            global = new(fullName, GlobalKind.Unknown);
            _unknown.Add(fullName, global);
        }

        return global;
    }

    private readonly object? Peek()
    {
        if (_stack.Count == 0 || (_marks.TryPeek(out int mark) && mark == _stack.Count))
        {
            throw Damaged("takes from an empty stack");
        }

        return _stack[^1];
    }

    private readonly object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private readonly object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
        {
            throw Damaged("needs a mark, but there is none");
        }

        object?[] items = [.. _stack[mark..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    /// <summary>The items of the list on the stack, or of an opaque object that may be a list.</summary>
    private readonly List<object?> Items() => Peek() switch
    {
        PickleList list => list.Items,
        PickleOpaque opaque => opaque.Parts,
        _ => throw Damaged("adds to something that is not a list"),
    };

    private readonly void Fill(object? target, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Damaged("has a key without a value");
        }

        if (target is PickleOpaque opaque)
        {
            _budget.Spend((long)items.Length * sizeof(long));
            opaque.Parts.AddRange(items);
            return;
        }

        PickleDictionary dictionary = target as PickleDictionary ?? throw Damaged("sets an item of something that is not a dictionary");
        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Set(items[i], items[i + 1], _budget);
        }
    }

    private readonly void Remember(uint place)
    {
        _budget.Spend(PickleBudget.Object);
        _memo[place] = Peek();
    }

    private readonly object? Remembered(uint place) =>
        _memo.TryGetValue(place, out object? value) ? value : throw Damaged(string.Create(CultureInfo.InvariantCulture, $"reads memo {place}, which is empty"));

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _program.Length - _at)
        {
            throw Damaged(string.Create(CultureInfo.InvariantCulture, $"takes {length} bytes at {_at}, but has only {_program.Length}"));
        }

        ReadOnlySpan<byte> taken = _program.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private long Length64() => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong))), long.MaxValue);

    private string Line()
    {
        int length = _program[_at..].IndexOf((byte)'\n');
        string line = Utf8(Take(length < 0 ? long.MaxValue : length));
        _at++;
        return line;
    }

    private readonly string Utf8(ReadOnlySpan<byte> bytes) => _budget.Text(Encoding.UTF8.GetString(bytes));

    private readonly byte[] Bytes(ReadOnlySpan<byte> bytes)
    {
        _budget.Spend(PickleBudget.Object + bytes.Length);
        return bytes.ToArray();
    }

    private readonly object Number(long number)
    {
        if ((ulong)number < (ulong)s_small.Length)
        {
            return s_small[number];
        }

        _budget.Spend(PickleBudget.Object);
        return number;
    }

    /// <summary>An integer of any length; one that is too large for a size becomes an object that is not a size.</summary>
    private readonly object Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            _budget.Spend(PickleBudget.Object);
            return new PickleOther("an integer of more than 64 bits");
        }

        long number = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }

        return Number(number);
    }

    private static InvalidDataException Damaged(string problem) => new($"the pickle is damaged or not from PyTorch: it {problem}.");
}
