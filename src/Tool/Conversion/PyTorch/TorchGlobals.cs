using System.Collections.Frozen;
using System.Globalization;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>The allow-list: the classes and functions that a pickle may use, and their meaning. Nothing else is made or run.</summary>
internal static class TorchGlobals
{
    private static readonly FrozenDictionary<string, PickleGlobal> s_allowed = All().ToFrozenDictionary(static global => global.FullName, StringComparer.Ordinal);

    /// <summary>Finds a global by module and name; null if it is not on the list.</summary>
    public static PickleGlobal? Find(string fullName) => s_allowed.GetValueOrDefault(fullName);

    /// <summary>The error if the content depends on a global that is not on the list.</summary>
    public static InvalidDataException Refused(string fullName) => new($"the pickle {WhyRefused(fullName)}");

    /// <summary>The same as part of a sentence about the pickle or a tensor.</summary>
    public static string WhyRefused(string fullName) =>
        $"asks for {Text.Quote(fullName)}, which tensors do not need. It is refused, and nothing in the file was run. "
        + "If you trust the file, save its tensors alone, in Python: torch.save(model.state_dict(), path).";

    /// <summary>Performs the call of a global.</summary>
    /// <exception cref="InvalidDataException">It cannot be called, or not with these arguments.</exception>
    public static object? Call(PickleGlobal global, object?[] arguments, PickleBudget budget) => global.Kind switch
    {
        GlobalKind.OrderedDict when arguments.Length == 0 => new PickleDictionary { IsOrderedDict = true },
        GlobalKind.OrderedDict when arguments is [PickleList pairs] => Dictionary(pairs, budget),
        GlobalKind.Size when arguments is [PickleTuple tuple] => tuple,
        GlobalKind.Device => new PickleOther("a device"),
        GlobalKind.RebuildTensor when arguments is [TorchStorage { IsUntyped: false } storage, long offset, PickleTuple shape, PickleTuple strides, _, _, .. var metadata] =>
            Tensor(storage, storage.Type, storage.TypeName, offset, shape, strides, metadata, budget),
        GlobalKind.RebuildTypedTensor when arguments is [TorchStorage { IsUntyped: true } storage, long offset, PickleTuple shape, PickleTuple strides, _, _, PickleGlobal { Kind: GlobalKind.ElementType or GlobalKind.Unknown } type, .. var metadata] =>
            Tensor(storage, type.Type, type.FullName, offset, shape, strides, metadata, budget),

        // A fourth argument has attributes that Python code added to the parameter.
        GlobalKind.RebuildParameter when arguments is [TorchTensor tensor, _, _, ..] => tensor,
        GlobalKind.RebuildParameter when arguments is [PickleOpaque opaque, _, _, ..] => opaque,
        _ => throw new InvalidDataException($"the pickle calls {global.FullName} with {Text.Count(arguments.Length, "argument")} that it does not take."),
    };

    /// <summary>Why tensors of a type without a safetensors element type cannot be converted.</summary>
    public static string WhyUnreadable(string typeName) =>
        typeName.Contains("omplex", StringComparison.Ordinal) ? $"its elements are complex numbers ({typeName}). In Python: torch.view_as_real(tensor)"
        : typeName.StartsWith("torch.Q", StringComparison.Ordinal) || typeName.StartsWith("torch.q", StringComparison.Ordinal) ? $"its elements are quantised ({typeName}). In Python: tensor.dequantize()"
        : typeName.StartsWith("torch.float4", StringComparison.Ordinal) ? $"its elements are 4-bit floats ({typeName}). Use the checkpoint in F16, BF16 or F32"
        : $"safetensors has no element type for {Text.Quote(typeName)}";

    /// <summary>The storage that a tuple of <c>torch.save</c> describes.</summary>
    /// <exception cref="InvalidDataException">The tuple does not describe a storage.</exception>
    public static TorchStorage Storage(object? id)
    {
        if (id is PickleTuple { Items: ["storage", PickleGlobal { Kind: GlobalKind.Storage or GlobalKind.UntypedStorage or GlobalKind.UnreadableStorage or GlobalKind.Unknown } type, string key, string, long count] })
        {
            return count >= 0
                ? new(key, type.Type, type.FullName, count, type.Kind == GlobalKind.UntypedStorage)
                : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the storage {Text.Quote(key)} has {count} elements."));
        }

        throw new InvalidDataException("the pickle refers to something outside it that is not a PyTorch storage.");
    }

    private static PickleDictionary Dictionary(PickleList pairs, PickleBudget budget)
    {
        PickleDictionary dictionary = new() { IsOrderedDict = true };
        foreach (object? pair in pairs.Items)
        {
            (object? key, object? value) = pair switch
            {
                PickleTuple { Items: [var first, var second] } => (first, second),
                PickleList { Items: [var first, var second] } => (first, second),
                _ => throw new InvalidDataException("the pickle makes an OrderedDict from items that are not pairs."),
            };
            dictionary.Set(key, value, budget);
        }

        return dictionary;
    }

    private static TorchTensor Tensor(
        TorchStorage storage, TensorType? type, string typeName, long offset, PickleTuple shape, PickleTuple strides, object?[] metadata, PickleBudget budget)
    {
        // The last argument says whether a view's elements must be negated or conjugated.
        string? problem = metadata.Length > 1 || metadata is [not (null or PickleDictionary { Items.Count: 0, Nameless.Count: 0 })]
            ? "it has metadata, as lazily negated or conjugated views have. In Python: tensor.resolve_neg().resolve_conj() before torch.save"
            : null;
        return new(storage, type, typeName, offset, Numbers(shape, "shape", budget), Numbers(strides, "strides", budget), problem);
    }

    private static long[] Numbers(PickleTuple tuple, string what, PickleBudget budget)
    {
        if (tuple.Items.Length > SafetensorsFormat.MaxRank)
        {
            throw new InvalidDataException($"a tensor has {tuple.Items.Length} dimensions, more than {SafetensorsFormat.MaxRank}.");
        }

        budget.Spend(PickleBudget.Object + ((long)tuple.Items.Length * sizeof(long)));
        return Array.ConvertAll(tuple.Items, item => item is long number ? number : throw new InvalidDataException($"a tensor's {what} has items that are not integers."));
    }

    private static IEnumerable<PickleGlobal> All()
    {
        yield return new("collections.OrderedDict", GlobalKind.OrderedDict);
        yield return new("torch.Size", GlobalKind.Size);
        yield return new("torch.device", GlobalKind.Device);
        yield return new("torch._utils._rebuild_tensor_v2", GlobalKind.RebuildTensor);
        yield return new("torch._utils._rebuild_tensor_v3", GlobalKind.RebuildTypedTensor);
        yield return new("torch._utils._rebuild_parameter", GlobalKind.RebuildParameter);
        yield return new("torch._utils._rebuild_parameter_with_state", GlobalKind.RebuildParameter);
        yield return new("torch.storage.UntypedStorage", GlobalKind.UntypedStorage);
        yield return new("torch.UntypedStorage", GlobalKind.UntypedStorage);
        (string Name, TensorType Type)[] storages =
        [
            ("Float", TensorType.F32), ("Double", TensorType.F64), ("Half", TensorType.F16), ("BFloat16", TensorType.BF16), ("Long", TensorType.I64),
            ("Int", TensorType.I32), ("Short", TensorType.I16), ("Char", TensorType.I8), ("Byte", TensorType.U8), ("Bool", TensorType.Bool),
        ];
        foreach ((string name, TensorType type) in storages)
        {
            yield return new($"torch.{name}Storage", GlobalKind.Storage, type);
        }

        foreach (string name in new[] { "ComplexFloat", "ComplexDouble", "QUInt8", "QInt8", "QInt32", "QUInt4x2", "QUInt2x4" })
        {
            yield return new($"torch.{name}Storage", GlobalKind.UnreadableStorage);
        }

        (string Name, TensorType? Type)[] types =
        [
            ("float32", TensorType.F32), ("float64", TensorType.F64), ("float16", TensorType.F16), ("bfloat16", TensorType.BF16), ("int64", TensorType.I64),
            ("int32", TensorType.I32), ("int16", TensorType.I16), ("int8", TensorType.I8), ("uint8", TensorType.U8), ("bool", TensorType.Bool),
            ("uint16", TensorType.U16), ("uint32", TensorType.U32), ("uint64", TensorType.U64), ("float8_e4m3fn", TensorType.F8E4M3),
            ("float8_e5m2", TensorType.F8E5M2), ("float8_e4m3fnuz", TensorType.F8E4M3Fnuz), ("float8_e5m2fnuz", TensorType.F8E5M2Fnuz), ("float8_e8m0fnu", TensorType.F8E8M0),
            ("complex32", null), ("complex64", null), ("complex128", null), ("float4_e2m1fn_x2", null), ("quint8", null), ("qint8", null), ("qint32", null),
        ];
        foreach ((string name, TensorType? type) in types)
        {
            yield return new($"torch.{name}", GlobalKind.ElementType, type);
        }
    }
}
