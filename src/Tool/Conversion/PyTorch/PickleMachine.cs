using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>
/// Reads a pickle. A pickle is a program for a machine with a stack and numbered places; in Python it can call anything. This machine makes lists,
/// dictionaries and numbers, and knows no other calls than those of <see cref="TorchGlobals"/>.
/// </summary>
internal ref struct PickleMachine
{
    /// <summary>A tensor's entry makes some six of them: enough for 300,000 tensors, and some 200 MB at most.</summary>
    private const int MaxContainers = 2_000_000;

    private readonly ReadOnlySpan<byte> _program;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;
    private int _containers;

    private PickleMachine(ReadOnlySpan<byte> program) => _program = program;

    /// <summary>Reads a pickle.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or asks for what is not allowed.</exception>
    public static object? Read(ReadOnlySpan<byte> program)
    {
        PickleMachine machine = new(program);
        return machine.Run();
    }

    /// <summary>A dictionary's key as text.</summary>
    /// <exception cref="InvalidDataException">It is neither text nor a whole number.</exception>
    public static string Key(object? key) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidDataException("the pickle has a dictionary with a key that is neither text nor a whole number."),
    };

    private object? Run()
    {
        while (true)
        {
            int at = _at;
            byte code = Byte();
            switch ((char)code)
            {
                case '.': // STOP
                    return _marks.Count == 0 && _stack.Count == 1 ? Pop() : throw Damaged($"ends with {Text.Count(_stack.Count, "value")} on the stack instead of 1");
                case '\u0080': // PROTO
                    byte version = Byte();
                    if (version is < 2 or > 5)
                    {
                        throw Damaged($"is of version {version}; 2 to 5 are read");
                    }

                    break;
                case '\u0095': // FRAME: how much may be read at once
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
                    Push(true);
                    break;
                case '\u0089': // NEWFALSE
                    Push(false);
                    break;
                case 'J': // BININT
                    Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))));
                    break;
                case 'K': // BININT1
                    Push((long)Byte());
                    break;
                case 'M': // BININT2
                    Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))));
                    break;
                case '\u008a': // LONG1
                    Push(Long(Take(Byte())));
                    break;
                case '\u008b': // LONG4
                    Push(Long(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))))));
                    break;
                case 'G': // BINFLOAT
                    Push(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double))));
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
                    Push(Take(Byte()).ToArray());
                    break;
                case 'B': // BINBYTES
                    Push(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))).ToArray());
                    break;
                case '\u008e' or '\u0096': // BINBYTES8, BYTEARRAY8
                    Push(Take(Length64()).ToArray());
                    break;
                case ')': // EMPTY_TUPLE
                    PushContainer(new PickleTuple([]));
                    break;
                case '\u0085': // TUPLE1
                    PushContainer(new PickleTuple([Pop()]));
                    break;
                case '\u0086': // TUPLE2
                {
                    object? second = Pop(), first = Pop();
                    PushContainer(new PickleTuple([first, second]));
                    break;
                }

                case '\u0087': // TUPLE3
                {
                    object? third = Pop(), second = Pop(), first = Pop();
                    PushContainer(new PickleTuple([first, second, third]));
                    break;
                }

                case 't': // TUPLE
                    PushContainer(new PickleTuple(PopToMark()));
                    break;
                case ']': // EMPTY_LIST
                case '\u008f': // EMPTY_SET
                    PushContainer(new PickleList());
                    break;
                case 'l': // LIST
                case '\u0091': // FROZENSET
                {
                    object?[] items = PopToMark();
                    PickleList list = new();
                    list.Items.AddRange(items);
                    PushContainer(list);
                    break;
                }

                case 'a': // APPEND
                {
                    object? item = Pop();
                    List().Items.Add(item);
                    break;
                }

                case 'e': // APPENDS
                case '\u0090': // ADDITEMS
                {
                    object?[] items = PopToMark();
                    List().Items.AddRange(items);
                    break;
                }

                case '}': // EMPTY_DICT
                    PushContainer(new PickleDictionary());
                    break;
                case 'd': // DICT
                {
                    object?[] items = PopToMark();
                    PickleDictionary dictionary = new();
                    Fill(dictionary, items);
                    PushContainer(dictionary);
                    break;
                }

                case 's': // SETITEM
                {
                    object? value = Pop(), key = Pop();
                    Dictionary().Items[Key(key)] = value;
                    break;
                }

                case 'u': // SETITEMS
                {
                    object?[] items = PopToMark();
                    Fill(Dictionary(), items);
                    break;
                }

                case 'c': // GLOBAL
                    Push(TorchGlobals.Find(Line(), Line()));
                    break;
                case '\u0093': // STACK_GLOBAL
                {
                    if (Pop() is string name && Pop() is string module)
                    {
                        Push(TorchGlobals.Find(module, name));
                        break;
                    }

                    throw Damaged("asks for a global whose name is no text");
                }

                case 'R': // REDUCE: a call
                case '\u0081': // NEWOBJ: a call of a class
                {
                    object? arguments = Pop(), callee = Pop();
                    if (callee is PickleGlobal global && arguments is PickleTuple tuple)
                    {
                        PushContainer(TorchGlobals.Call(global, [.. tuple.Items]));
                        break;
                    }

                    throw Damaged("calls what cannot be called");
                }

                case 'b': // BUILD: attributes of an object
                {
                    Pop();

                    // Of a state's dictionary: the versions of its modules. No tensors are there.
                    if (Peek() is not PickleDictionary { IsOrderedDict: true })
                    {
                        throw Damaged("gives attributes to something that is no OrderedDict");
                    }

                    break;
                }

                case 'Q': // BINPERSID: something outside of the pickle
                    PushContainer(TorchGlobals.Storage(Pop()));
                    break;
                case 'q': // BINPUT
                    _memo[Byte()] = Peek();
                    break;
                case 'r': // LONG_BINPUT
                    _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))] = Peek();
                    break;
                case '\u0094': // MEMOIZE
                    _memo[(uint)_memo.Count] = Peek();
                    break;
                case 'h': // BINGET
                    Push(Remembered(Byte()));
                    break;
                case 'j': // LONG_BINGET
                    Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))));
                    break;
                case 'i': // INST
                    // A call as well. The name is told, as it says what the file is.
                    TorchGlobals.Find(Line(), Line());
                    throw Damaged("makes an object as Python before 2.2 did");
                default:
                    throw Damaged(string.Create(CultureInfo.InvariantCulture, $"has the operation 0x{code:x2} at {at}, which tensors do not need"));
            }
        }
    }

    private readonly void Push(object? value) => _stack.Add(value);

    private void PushContainer(object? value)
    {
        if (++_containers > MaxContainers)
        {
            throw Damaged($"makes more than {MaxContainers} objects");
        }

        _stack.Add(value);
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
            throw Damaged("looks for a mark, and there is none");
        }

        object?[] items = [.. _stack[mark..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private readonly PickleList List() => Peek() as PickleList ?? throw Damaged("adds to something that is no list");

    private readonly PickleDictionary Dictionary() => Peek() as PickleDictionary ?? throw Damaged("sets an item of something that is no dictionary");

    private static void Fill(PickleDictionary dictionary, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Damaged("has a key without a value");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Items[Key(items[i])] = items[i + 1];
        }
    }

    private readonly object? Remembered(uint place) =>
        _memo.TryGetValue(place, out object? value) ? value : throw Damaged(string.Create(CultureInfo.InvariantCulture, $"reads the place {place}, where nothing was put"));

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _program.Length - _at)
        {
            throw Damaged(string.Create(CultureInfo.InvariantCulture, $"takes {length} bytes at {_at}, and has {_program.Length}"));
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

    private static string Utf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>A whole number of any length; one that no size can have is kept as what it is, no size.</summary>
    private static object Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            return new PickleOther("a whole number of more than 64 bits");
        }

        long number = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }

        return number;
    }

    private static InvalidDataException Damaged(string problem) => new($"the pickle is damaged, or none of PyTorch's: it {problem}.");
}
