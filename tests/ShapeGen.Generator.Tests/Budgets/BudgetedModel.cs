using System.Collections.Concurrent;
using System.Reflection;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Quality;
using ShapeGen.Generator.Tests.Running;
using ShapeGen.Generator.Vectors;
using ShapeGen.Runtime;

namespace ShapeGen.Generator.Tests.Budgets;

/// <summary>A declared model, compiled: what its class says of itself, and what its bodies really ask for.</summary>
internal sealed class BudgetedModel
{
    private static readonly string[] Units = [.. VectorUnit.All.Select(unit => unit.Name)];

    private static readonly ConcurrentDictionary<string, Lazy<BudgetedModel>> Compiled = new();

    private readonly Type _type;

    private BudgetedModel(Type type) => _type = type;

    private delegate long FloatsCall(in CallShape call);

    private delegate ParameterLayout[] LayoutCall(out int length);

    /// <summary>The constant.</summary>
    public long ParameterCount => (long)_type.GetField("ParameterCount")!.GetRawConstantValue()!;

    /// <summary>The constant.</summary>
    public long WeightBytes => (long)_type.GetField("WeightBytes")!.GetRawConstantValue()!;

    /// <summary>Bytes of the weights that each body asks for.</summary>
    public IEnumerable<long> BytesOfBodies => Units.Select(unit => Bytes(OfUnit("LayoutBody", unit)));

    /// <summary>Bytes of the weights that this machine's body asks for.</summary>
    public long BytesHere => Bytes(Hidden("Layout"));

    /// <summary>Compiled once, however many tests ask for it.</summary>
    public static BudgetedModel Of(string attributes) => Compiled.GetOrAdd(attributes, static text => new(() =>
        new(Emitted.From(GeneratorRunner.RunOnce($"using ShapeGen;\n/// <summary>M.</summary>\n[{text}] public sealed partial class M;")).Load().GetType("M")!))).Value;

    public static long BytesHeld(object model)
    {
        object weights = model.GetType().GetField("_weights", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(model)!;
        return sizeof(float) * (long)((PackedWeights)weights).Length;
    }

    public object CreateRandom() => _type.GetMethod("CreateRandom")!.Invoke(null, [1])!;

    public object Load(string path) => _type.GetMethod("Load", [typeof(string)])!.Invoke(null, [path])!;

    public long ScratchBytes(params object[] sizesAndThreads) => (long)_type.GetMethod("ScratchBytes")!.Invoke(null, sizesAndThreads)!;

    public long ScratchLength(params object[] sizesAndThreads) => (int)_type.GetMethod("ScratchLength")!.Invoke(null, sizesAndThreads)!;

    public long Flops(params object[] sizes) => (long)_type.GetMethod("Flops")!.Invoke(null, sizes)!;

    /// <summary>The scratch that the neediest of the bodies asks for, on one thread.</summary>
    /// <param name="tokens">Tokens in the layers.</param>
    /// <param name="otherRows">Rows of memory, or of an input whose rows are no tokens; 0 for none.</param>
    public long ScratchOfBodies(int tokens, int otherRows)
    {
        long most = 0;
        foreach (string unit in Units)
        {
            FloatsCall floats = OfUnit("ScratchFloatsBody", unit).CreateDelegate<FloatsCall>();
            CallShape call = CallShape.Largest(tokens, 1);
            most = Math.Max(most, floats(otherRows == 0 ? call : call.WithMemory(otherRows)));
        }

        return sizeof(float) * (most + Scratch.AlignmentSlack);
    }

    /// <summary>The generic method of a body, with the kernels of an instruction set.</summary>
    private MethodInfo OfUnit(string name, string unit) => Hidden(name).MakeGenericMethod(_type.Assembly.GetType($"ShapeGen.__Kernels.{unit}Kernels")!);

    private MethodInfo Hidden(string name) => _type.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static long Bytes(MethodInfo layout)
    {
        layout.CreateDelegate<LayoutCall>()(out int floats);
        return sizeof(float) * (long)floats;
    }
}
