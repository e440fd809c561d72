using System.Reflection;
using ShapeGen.Runtime;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A generated class with stages around its encoder. <see cref="ModelInput.On"/> calls it.</summary>
internal sealed class WholeModel
{
    private delegate long FloatsCall(in CallShape call);

    private readonly Type _type;

    private readonly string _attribute;

    private WholeModel(string attribute, object instance)
    {
        Instance = instance;
        _attribute = attribute;
        _type = instance.GetType();
        AddedTokens = attribute.Contains("ClassToken", StringComparison.Ordinal) ? 1 : 0;
        IsPooled = attribute.Contains("Pool(", StringComparison.Ordinal);
        IsConvolved = attribute.Contains("Convolution(", StringComparison.Ordinal);
    }

    public object Instance { get; }

    /// <summary>Another instance of the same class.</summary>
    public WholeModel Of(object instance) => new(_attribute, instance);

    /// <summary>Rows before those of the input in each sequence.</summary>
    public int AddedTokens { get; }

    /// <summary>Whether convolutions make tokens of windows of rows.</summary>
    public bool IsConvolved { get; }

    /// <summary>Whether a sequence has one row in the output.</summary>
    public bool IsPooled { get; }

    public InstructionSet InstructionSet => (InstructionSet)_type.GetProperty("InstructionSet")!.GetValue(null)!;

    public int OutputWidth => Constant("OutputWidth")!.Value;

    /// <summary>Tokens in the layers, where their number is fixed.</summary>
    public int? Tokens => Constant("Tokens");

    public long ParameterCount => (long)_type.GetField("ParameterCount")!.GetRawConstantValue()!;

    public static WholeModel Load(string attribute, SafetensorsFile file, string prefix = "") => new(attribute, Invoke(attribute, "Load", file, prefix));

    public static WholeModel Load(string attribute, string path) => new(attribute, Invoke(attribute, "Load", path));

    public static WholeModel CreateRandom(string attribute, int seed) => new(attribute, Invoke(attribute, "CreateRandom", seed));

    public T Method<T>(string name)
        where T : Delegate
    {
        Type[] parameters = Array.ConvertAll(typeof(T).GetMethod("Invoke")!.GetParameters(), parameter => parameter.ParameterType);
        MethodInfo method = _type.GetMethod(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, parameters)
            ?? throw new MissingMethodException(_type.Name, $"{name}({string.Join(", ", parameters.Select(type => type.ToString()))})");
        return method.CreateDelegate<T>(Instance);
    }

    /// <summary>What the class says of sequences of so many rows in the input.</summary>
    public int OutputLength(int[] lengths) => Tokens is null
        ? _type.GetMethod("OutputLength", [typeof(ReadOnlySpan<int>)])!.CreateDelegate<OutputLengthCall>()(lengths)
        : Invoke("OutputLength", lengths.Length);

    /// <summary>What the class says of a batch of equal sequences of so many rows in the input.</summary>
    public int OutputLength(int batch, int rows) => IsPooled || Tokens is not null ? Invoke("OutputLength", batch) : Invoke("OutputLength", rows, batch);

    /// <summary>What the class says of sequences of at most so many rows in the input.</summary>
    public int ScratchLength(int rows, int threads) =>
        _type.GetMethod("ScratchLength")!.GetParameters().Length == 1 ? Invoke("ScratchLength", threads) : Invoke("ScratchLength", Tokens ?? rows, threads);

    /// <summary>Exactly what one call needs.</summary>
    public long ScratchFloats(in CallShape call) =>
        _type.GetMethod("ScratchFloats", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<FloatsCall>()(call);

    private delegate int OutputLengthCall(ReadOnlySpan<int> lengths);

    private int? Constant(string name) => (int?)_type.GetField(name)?.GetRawConstantValue();

    private int Invoke(string method, params object[] arguments) =>
        (int)_type.GetMethod(method, Array.ConvertAll(arguments, argument => argument.GetType()))!.Invoke(null, arguments)!;

    private static object Invoke(string attribute, string method, params object[] arguments) =>
        ModelLibrary.TypeOf(attribute).GetMethod(method, Array.ConvertAll(arguments, argument => argument.GetType()))!.Invoke(null, arguments)!;
}
