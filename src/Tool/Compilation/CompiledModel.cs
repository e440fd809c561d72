using System.Reflection;
using System.Runtime.Loader;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;
using ShapeGen.Tool.Formats;

namespace ShapeGen.Tool.Compilation;

/// <summary>A declared model: what the generator read, and the compiled class.</summary>
internal sealed class CompiledModel : IDisposable
{
    private delegate object LoadCall(SafetensorsFile file, string prefix);

    private delegate object LoadFileCall(string path);

    private delegate object RandomCall(int seed);

    private delegate int LengthsCall(ReadOnlySpan<int> lengths);

    private readonly Context _context;
    private readonly Lazy<BodyPlan> _plan;

    /// <param name="source">The source of the declaration.</param>
    /// <param name="metadataName">The metadata name of the class.</param>
    /// <param name="result">What the generator read.</param>
    /// <param name="image">The compiled assembly.</param>
    /// <param name="isCollectible">Whether it can be unloaded.</param>
    public CompiledModel(DeclarationSource source, string metadataName, DeclarationResult result, Stream image, bool isCollectible)
    {
        Source = source;
        Declaration = result.Declaration!;
        Checkpoint = result.Checkpoint;
        Graph = Declaration.Shape!.BuildGraph();
        _context = new(metadataName, isCollectible);
        Type = _context.LoadFromStream(image).GetType(metadataName, throwOnError: true)!;
        InstructionSet = (InstructionSet)Type.GetProperty("InstructionSet", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        Unit = VectorUnit.All.Single(unit => unit.Name == InstructionSet.ToString());
        _plan = new(() => Planner.Plan(Graph, Unit, Declaration.Form.IsTraced));
        Constants = Type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral && field.FieldType != typeof(string))
            .ToDictionary(field => field.Name, field => Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    /// <summary>Where it was declared.</summary>
    public DeclarationSource Source { get; }

    /// <summary>The class's name without its namespace.</summary>
    public string Name => Type.Name;

    /// <summary>The user's declaration.</summary>
    public ModuleDeclaration Declaration { get; }

    /// <summary>The class's <c>[Checkpoint]</c>, or null.</summary>
    public CheckpointUse? Checkpoint { get; }

    /// <summary>The graph of values and operations.</summary>
    public ModuleGraph Graph { get; }

    /// <summary>The plan that the code for this machine was written from. It refers to the objects of <see cref="Graph"/>.</summary>
    public BodyPlan Plan => _plan.Value;

    /// <summary>The instruction set that the model uses on this machine.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>The generator's description of <see cref="InstructionSet"/>.</summary>
    public VectorUnit Unit { get; }

    /// <summary>The generated class.</summary>
    public Type Type { get; }

    /// <summary>Its public constants: <c>Embed</c>, <c>Layers</c>, <c>ParameterCount</c>.</summary>
    public IReadOnlyDictionary<string, long> Constants { get; }

    /// <summary>Warnings, and the errors in other code of the file, which was left out; one line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The signatures of its calls.</summary>
    public CallForm Form => Graph.Form;

    /// <summary>The times of its stages; requires <see cref="CompilationSettings.StageTimes"/>.</summary>
    public StageTimes StageTimes => (StageTimes)(Type.GetProperty("StageTimes", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
        ?? throw new InvalidOperationException("The model was compiled without StageTimes."));

    /// <summary>Loads a checkpoint that holds only this model.</summary>
    /// <exception cref="CheckpointException">It is damaged or does not fit.</exception>
    public LoadedModel Load(string path) => new(this, Static("Load", typeof(string)).CreateDelegate<LoadFileCall>()(path));

    /// <summary>Opens a checkpoint with the further files that the declaration names.</summary>
    /// <exception cref="CheckpointException">A file is damaged, or a further one is missing.</exception>
    public SafetensorsFile Open(string path) => SafetensorsInput.Open(path, [.. Graph.Names.Files]);

    /// <summary>Loads the tensors whose names begin with a prefix.</summary>
    /// <exception cref="CheckpointException">The file is damaged or does not fit.</exception>
    public LoadedModel Load(SafetensorsFile file, string prefix = "") =>
        new(this, Static("Load", typeof(SafetensorsFile), typeof(string)).CreateDelegate<LoadCall>()(file, prefix));

    /// <summary>Creates a model with random weights.</summary>
    public LoadedModel CreateRandom(int seed) => new(this, Static("CreateRandom", typeof(int)).CreateDelegate<RandomCall>()(seed));

    /// <summary>Floats of scratch that <c>Forward</c> needs.</summary>
    /// <param name="rows">Rows of the longest sequence; not used for images.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="memoryRows">Rows of the longest memory, for cross-attention.</param>
    public int ScratchLength(int rows, int threads = 1, int memoryRows = 0)
    {
        MethodInfo method = Type.GetMethod("ScratchLength", BindingFlags.Public | BindingFlags.Static)!;
        object[] arguments = method.GetParameters().Length switch
        {
            1 => [threads],
            2 => [Graph.Tokens ?? rows, threads],
            3 => [Graph.Tokens ?? rows, memoryRows, threads],
            int count => throw new InvalidOperationException($"No call is known for ScratchLength with {count} parameters."),
        };
        return Checked(() => (int)method.Invoke(null, arguments)!);
    }

    /// <summary>Floats of the output.</summary>
    /// <param name="lengths">Rows of each sequence; 1 for an image.</param>
    public int OutputLength(ReadOnlySpan<int> lengths)
    {
        if (Form.IsPlain)
        {
            int rows = 0;
            foreach (int length in lengths)
            {
                rows = checked(rows + length);
            }

            return checked(rows * Graph.Output.Width);
        }

        int sequences = lengths.Length;
        return Form.IsFixed
            ? Checked(() => (int)Static("OutputLength", typeof(int)).Invoke(null, [sequences])!)
            : Static("OutputLength", typeof(ReadOnlySpan<int>)).CreateDelegate<LengthsCall>()(lengths);
    }

    /// <summary>Unloads the class as soon as nothing uses it.</summary>
    public void Dispose()
    {
        if (_context.IsCollectible)
        {
            _context.Unload();
        }
    }

    private MethodInfo Static(string name, params Type[] parameters) => Type.GetMethod(name, BindingFlags.Public | BindingFlags.Static, parameters)
        ?? throw new MissingMethodException(Type.Name, $"{name}({string.Join<Type>(", ", parameters)})");

    private static T Checked<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    /// <summary>The load context of the model's assembly. It shares the tool's runtime assembly, so that <see cref="SafetensorsFile"/> is the same type on both sides.</summary>
    private sealed class Context(string name, bool isCollectible) : AssemblyLoadContext(name, isCollectible)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == typeof(SafetensorsFile).Assembly.GetName().Name ? typeof(SafetensorsFile).Assembly : null;
    }
}
