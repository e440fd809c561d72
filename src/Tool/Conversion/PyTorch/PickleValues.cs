using System.Globalization;

namespace ShapeGen.Tool.Conversion.PyTorch;

// The values of a pickle: None (null), bool, long, double, string, byte[] and the classes of this file.

/// <summary>A tuple, also <c>torch.Size</c>.</summary>
internal sealed class PickleTuple(object?[] items)
{
    /// <summary>Its items.</summary>
    public object?[] Items { get; } = items;
}

/// <summary>A list or a set.</summary>
internal sealed class PickleList
{
    /// <summary>Its items, in order.</summary>
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary, also <c>OrderedDict</c>. Integer keys are stored as text, because names are made from them.</summary>
internal sealed class PickleDictionary
{
    private HashSet<string>? _numbers;

    /// <summary>Its items, in order.</summary>
    public OrderedDictionary<string, object?> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Items without a usable name: the key is neither text nor an integer, or a text key and an integer key have the same digits.</summary>
    public List<object?> Nameless { get; } = [];

    /// <summary>Whether it is an <c>OrderedDict</c>, which may get attributes.</summary>
    public bool IsOrderedDict { get; init; }

    /// <summary>Sets an item.</summary>
    public void Set(object? key, object? value, PickleBudget budget)
    {
        budget.Spend(PickleBudget.DictionaryItem);
        if (key is string text && _numbers?.Contains(text) != true)
        {
            Items[text] = value;
        }
        else if (key is long number && budget.Text(number.ToString(CultureInfo.InvariantCulture)) is { } digits && (_numbers?.Contains(digits) == true || !Items.ContainsKey(digits)))
        {
            (_numbers ??= new(StringComparer.Ordinal)).Add(digits);
            Items[digits] = value;
        }
        else
        {
            Nameless.Add(value);
        }
    }
}

/// <summary>A class or function, by name. None is ever run: <see cref="TorchGlobals"/> defines the meaning of those on the allow-list.</summary>
internal sealed record PickleGlobal(string FullName, GlobalKind Kind, TensorType? Type = null);

/// <summary>The kind of a global.</summary>
internal enum GlobalKind
{
    /// <summary>Not on the allow-list. Its result is a <see cref="PickleOpaque"/>.</summary>
    Unknown,

    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDict,

    /// <summary><c>torch.Size</c>.</summary>
    Size,

    /// <summary><c>torch.device</c>.</summary>
    Device,

    /// <summary><c>torch._utils._rebuild_tensor_v2</c>.</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_tensor_v3</c>, whose element type is an argument.</summary>
    RebuildTypedTensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>.</summary>
    RebuildParameter,

    /// <summary>A class of storages of one element type.</summary>
    Storage,

    /// <summary>A storage of bytes.</summary>
    UntypedStorage,

    /// <summary>An element type.</summary>
    ElementType,

    /// <summary>A known class of PyTorch whose elements safetensors does not have: complex or quantised numbers.</summary>
    UnreadableStorage,
}

/// <summary>Something that neither is nor contains a tensor, such as a device.</summary>
internal sealed record PickleOther(string Description);

/// <summary>Stands for the result of a class or function that is not on the allow-list. It was not run; its arguments are kept, to see whether a tensor depends on it.</summary>
/// <param name="global">The class or function.</param>
internal sealed class PickleOpaque(PickleGlobal global)
{
    /// <summary>The class or function.</summary>
    public PickleGlobal Global { get; } = global;

    /// <summary>Arguments, attributes and items.</summary>
    public List<object?> Parts { get; } = [];

    /// <summary>Whether its name indicates a tensor or an array, regardless of its arguments.</summary>
    public bool IsArray => Global.FullName.Contains("._rebuild_", StringComparison.Ordinal) || Global.FullName.EndsWith("._reconstruct", StringComparison.Ordinal);
}

/// <summary>The bytes that tensors are views of: an entry of the archive.</summary>
/// <param name="Key">The entry's name in the folder <c>data</c>.</param>
/// <param name="Type">The element type; null if safetensors lacks it, or if the storage has none.</param>
/// <param name="TypeName">PyTorch's name for the type.</param>
/// <param name="Count">The number of elements; of bytes if it is untyped.</param>
/// <param name="IsUntyped">Whether the element type is given by the tensor instead.</param>
internal sealed record TorchStorage(string Key, TensorType? Type, string TypeName, long Count, bool IsUntyped);

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">The storage of its elements.</param>
/// <param name="Type">The element type; null if safetensors lacks it.</param>
/// <param name="TypeName">PyTorch's name for the type.</param>
/// <param name="Offset">Elements of the storage before the first.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Strides">Distance between neighbouring elements in each dimension, in elements.</param>
/// <param name="Problem">Why it cannot be converted, regardless of its type; null if it can.</param>
internal sealed record TorchTensor(
    TorchStorage Storage, TensorType? Type, string TypeName, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides, string? Problem = null);
