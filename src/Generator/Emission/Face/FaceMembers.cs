using System.Globalization;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The members that a model's class gets, in the order in which they are written.</summary>
internal static class FaceMembers
{
    /// <summary>The method that makes a model of weights; without arguments, of those in the assembly.</summary>
    public const string Load = "Load";

    private const string Runtime = "global::ShapeGen.Runtime.";
    private const string LoadErrors =
        "<exception cref=\"global::ShapeGen.CheckpointException\">The checkpoint is damaged or does not fit; the message lists every missing, unexpected, wrongly shaped and wrongly typed tensor.</exception>";

    private static readonly FaceParameter Prefix = new(
        FaceType.Text, "prefix", "\"\"", _ => "What stands before this model's names, with its dot: <c>\"encoder.0.\"</c>.");

    /// <param name="kind">The attribute.</param>
    /// <param name="type">The class's name, escaped.</param>
    /// <param name="form">What its calls look like.</param>
    /// <param name="embedded">Its weights in the project's assembly, or null.</param>
    public static IReadOnlyList<FaceMember> Of(ModuleKind kind, string type, CallForm form, EmbeddedWeights? embedded) =>
    [
        .. Constants(kind, form),
        .. FaceBudget.Members(form),
        .. Construction(type, form.IsTraced),
        .. embedded is null ? [] : new[] { EmbeddedLoad(type, embedded) },
        .. Loading(type),
        .. form.Input switch
        {
            InputForm.Rows => FaceForward.Members(form.IsFixed),
            InputForm.RowsAndMemory => FaceMemory.Members(form.IsFixed),
            InputForm.Features or InputForm.Ids or InputForm.IdsAndTypes or InputForm.Pixels or InputForm.PixelsOrBytes => FaceModel.Members(form),
            _ => throw new InvalidOperationException($"No calls are known for {form.Input}."),
        },
        .. FaceForward.Shared(form),
        .. FaceChoice.MembersOfBody(form),
        .. ForStageTimes,
    ];

    /// <summary>The interfaces of a model, as the class's declaration has them.</summary>
    public static string Bases(CallForm form) => FaceEmbedder.IsOne(form) ? $" : {FaceEmbedder.Interface}" : "";

    private static IEnumerable<FaceMember> Constants(ModuleKind kind, CallForm form)
    {
        // Each another number in a stub, so that a switch over them compiles.
        int stubValue = 1;
        foreach (string name in kind.Constants)
        {
            yield return new()
            {
                Name = name,
                Head = "public const int",
                Comment = graph => [Summary(Find(graph, name).Summary)],
                Body = graph => $"= {Literals.Integer(Find(graph, name).Value)};",
                StubBody = $"= {Literals.Integer(stubValue++)};",
                IsPublic = true,
            };
        }

        if (form.IsFixed)
        {
            yield return new()
            {
                Name = "Tokens",
                Head = "public const int",
                Comment = _ => [Summary("Tokens of one input.")],
                Body = graph => $"= {Literals.Integer(graph.Tokens!.Value)};",
                StubBody = $"= {Literals.Integer(stubValue++)};",
                IsPublic = true,
            };
        }

        if (!form.IsPlain)
        {
            yield return new()
            {
                Name = "OutputWidth",
                Head = "public const int",
                Comment = _ => [Summary(form.IsPooled ? "Floats that come out for each sequence." : "Floats that come out for each token.")],
                Body = graph => $"= {Literals.Integer(graph.Output.Width)};",
                StubBody = $"= {Literals.Integer(stubValue)};",
                IsPublic = true,
            };
        }

        yield return new()
        {
            Name = "ParameterCount",
            Head = "public const long",
            Comment = _ => [Summary("Numbers in the checkpoint.")],
            Body = graph => $"= {Literals.Integer(graph.ParameterCount)};",
            StubBody = "= 0;",
            IsPublic = true,
        };
    }

    private static SizeConstant Find(ModuleGraph graph, string name) =>
        graph.Constants.FirstOrDefault(constant => constant.Name == name)
        ?? throw new InvalidOperationException($"The module has no value for its constant {name}.");

    private static IEnumerable<FaceMember> Construction(string type, bool isTraced) =>
    [
        new() { Name = "_weights", Head = $"private readonly {Runtime}PackedWeights", Body = _ => ";" },
        .. isTraced ? [FaceTrace.Field] : Array.Empty<FaceMember>(),
        new()
        {
            Name = type,
            Head = "private",
            IsConstructor = true,
            Parameters = [new(new(Runtime + "PackedWeights", "ShapeGen.Runtime.PackedWeights"), "weights"), new(FaceType.Integer, "threads", "1"), .. isTraced ? [FaceTrace.Argument] : Array.Empty<FaceParameter>()],
            Body = _ => $$"""
                {
                    _weights = weights;
                    Threads = threads;{{(isTraced ? "\n    _trace = trace;" : "")}}
                }
                """,
        },
        new()
        {
            Name = "Threads",
            Head = "public int",
            Comment = _ => [Summary("The most threads that share the work of a call, the caller's included: 1 unless <see cref=\"WithThreads\"/> made this model.")],
            Body = _ => "{ get; }",
            IsPublic = true,
        },
        new()
        {
            Name = "WithThreads",
            Head = $"public {type}",
            Parameters = [new(FaceType.Integer, "threads", null, _ => "The most threads that share the work of a call, at least 1. Small calls use fewer, and no more than there are processors.")],
            Comment = _ =>
            [
                Summary("This model with another number of threads; the weights are not copied. The results are the same, bit for bit."),
                "<returns>The model. Both may be used at once.</returns>",
                "<exception cref=\"global::System.ArgumentOutOfRangeException\"><paramref name=\"threads\"/> is below 1.</exception>",
            ],
            Body = _ => $"=> new(_weights, {Runtime}Guard.ThreadCount(threads){(isTraced ? ", _trace" : "")});",
            IsPublic = true,
        },
        .. isTraced ? [FaceTrace.WithTrace(type)] : Array.Empty<FaceMember>(),
        new()
        {
            Name = "InstructionSet",
            Head = "public static global::ShapeGen.InstructionSet",
            Comment = _ => [Summary("The instruction set whose body runs on this machine.")],
            Body = _ => "=>\n" + string.Join("\n", VectorUnit.All.Select(unit => $"    {(unit.Guard is null ? "" : FaceChoice.Qualify(unit.Guard) + " ? ")}global::ShapeGen.InstructionSet.{unit.Name}{(unit.Guard is null ? ";" : " :")}")),
            IsPublic = true,
        },
    ];

    private static IEnumerable<FaceMember> Loading(string type)
    {
        string module = Literals.String(type.TrimStart('@'));
        return
        [
            LoadFrom(
                "Loads a safetensors checkpoint that holds this model and nothing else. The file is closed again before the call returns.",
                "path, \"\"",
                graph => graph.Names.Files.Count == 0 ? "" : $" The further files of the checkpoint are opened beside it: {Listed(graph)}.",
                new FaceParameter(FaceType.Text, "path", null, _ => "The file.")),
            LoadFrom(
                "Loads the tensors of an open checkpoint whose names begin with <paramref name=\"prefix\"/>.",
                "file, prefix",
                WithoutFiles,
                new FaceParameter(FaceType.File, "file", null, _ => "The checkpoint; it may be disposed of afterwards."), Prefix),
            LoadFrom(
                "Loads a checkpoint from memory: the bytes of a safetensors file, an embedded resource for example.",
                "bytes, prefix",
                WithoutFiles,
                new FaceParameter(FaceType.Bytes, "bytes", null, _ => "The whole file; not needed afterwards."), Prefix),
            new()
            {
                Name = "CreateRandom",
                Head = $"public static {type}",
                Parameters = [new(FaceType.Integer, "seed", null, _ => "The same seed gives the same weights on every machine.")],
                Comment = _ => [Summary("Makes a model with PyTorch's default initialisation, for tests and measurements."), "<returns>The model.</returns>"],
                Body = _ => $"=> new({Runtime}PackedWeights.CreateRandom(seed, Layout(out int length), length));",
                IsPublic = true,
            },
        ];

        FaceMember LoadFrom(string summary, string source, Func<ModuleGraph, string> more, params FaceParameter[] parameters) => new()
        {
            Name = Load,
            Head = $"public static {type}",
            Parameters = parameters,
            Comment = graph => [Summary(summary + more(graph)), "<returns>The model, its weights packed for this machine.</returns>", LoadErrors],
            Body = graph => $"=> new({Runtime}PackedWeights.Load({source}, {module}, Layout(out int length), length{Names(graph.Names)}));",
            IsPublic = true,
        };
    }

    /// <summary>A generic type's nested model has an assembly too: any of its constructions names it.</summary>
    private static FaceMember EmbeddedLoad(string type, EmbeddedWeights embedded) => new()
    {
        Name = Load,
        Head = $"public static {type}",
        Parameters = [],
        Comment = _ =>
        [
            Summary($"Loads the checkpoint that is in this assembly, as the resource <c>{Literals.Xml(embedded.Resource)}</c>. It is read where it is, without a copy."),
            "<returns>The model, its weights packed for this machine.</returns>",
            LoadErrors,
        ],
        Body = graph =>
            $"=> new({Runtime}PackedWeights.Load(typeof({type}).Assembly, {Literals.String(embedded.Resource)}, {(embedded.FurtherResources.Count == 0 ? "" : Texts(embedded.FurtherResources) + ", ")}{Literals.String(embedded.Prefix)}, {Literals.String(type.TrimStart('@'))}, Layout(out int length), length{Names(graph.Names)}));",
        IsPublic = true,
    };

    /// <summary>What loading must know of the names besides themselves; nothing of most.</summary>
    private static string Names(TensorNames names) => names.IsPlain
        ? ""
        : $", new {Runtime}CheckpointNames({Texts(names.Prefixes)}, {Texts(names.Ignored)}{(names.Files.Count == 0 ? "" : ", " + Texts(names.Files))})";

    /// <summary>What a checkpoint that is not opened by its path must have in it.</summary>
    private static string WithoutFiles(ModuleGraph graph) => graph.Names.Files.Count == 0 ? "" :
        $" It has the tensors of the further files too, named after their folders, whatever the prefix, as <see cref=\"global::ShapeGen.SafetensorsFile.Open(string, string[])\"/> gives them: {Listed(graph)}.";

    private static string Listed(ModuleGraph graph) => string.Join(", ", graph.Names.Files.Select(file => $"<c>{Literals.Xml(file)}</c>"));

    private static string Texts(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Literals.String))}]";

    /// <summary>What a class has where its project measures its stages.</summary>
    private static IEnumerable<FaceMember> ForStageTimes => [new() { Name = "StageTimes" }, new() { Name = BodyEmitter.StageTimesMethod }];

    public static string Summary(string text) => $"<summary>{text}</summary>";

    /// <summary>Numbers and words as doc comments write them.</summary>
    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
