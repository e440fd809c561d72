using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Declarations;

/// <summary>The attributes of the stages before and after an encoder, on any part of the class.</summary>
internal sealed class StageArguments
{
    /// <summary>The attributes by their names, with an example for messages.</summary>
    private static readonly IReadOnlyDictionary<string, string> Examples = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Projection] = "In = 40",
        [Convolution] = "In = 80, Out = 384, Kernel = 3",
        [TokenEmbedding] = "Vocab = 30522",
        [PatchEmbedding] = "Height = 224, Width = 224, Patch = 16",
        [ClassToken] = "",
        [Positions] = "Max = 512",
        [InputNorm] = "Epsilon = 1e-12f",
        [Pool] = "Pooling.Mean",
        [Head] = "Out = 10",
    };

    public const string Projection = "Projection";

    public const string Convolution = "Convolution";

    public const string TokenEmbedding = "TokenEmbedding";

    public const string PatchEmbedding = "PatchEmbedding";

    public const string ClassToken = "ClassToken";

    public const string Positions = "Positions";

    public const string InputNorm = "InputNorm";

    public const string Pool = "Pool";

    public const string Head = "Head";

    private const string Suffix = "Attribute";

    private readonly List<Stage> _all = [];

    private StageArguments()
    {
    }

    /// <summary>Whether there are any.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>Whether every argument read so far is valid.</summary>
    public bool Valid => _all.All(stage => stage.Arguments.Valid);

    /// <summary>The first attribute with this name, or null.</summary>
    public AttributeArguments? this[string name] => _all.FirstOrDefault(stage => stage.Name == name)?.Arguments;

    /// <summary>All attributes with this name, in source order.</summary>
    public IEnumerable<AttributeArguments> All(string name) => _all.Where(stage => stage.Name == name).Select(stage => stage.Arguments);

    /// <summary>The name of a stage attribute without its suffix, or null for any other attribute.</summary>
    public static string? NameOf(AttributeData attribute)
    {
        if (!ModuleKind.IsShapeGens(attribute) || !attribute.AttributeClass!.Name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return null;
        }

        string name = attribute.AttributeClass.Name.Substring(0, attribute.AttributeClass.Name.Length - Suffix.Length);
        return Examples.ContainsKey(name) ? name : null;
    }

    /// <summary>Finds the attributes of a class. If it is not an encoder, each of them is reported.</summary>
    public static StageArguments Of(INamedTypeSymbol type, ModuleKind kind, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        StageArguments stages = new();
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (NameOf(attribute) is not { } name)
            {
                continue;
            }

            AttributeArguments arguments = new(attribute, name, Examples[name], diagnostics, cancellation);
            if (kind == ModuleKind.Encoder)
            {
                stages._all.Add(new(name, arguments));
            }
            else
            {
                arguments.Contradiction("", $"[{name}]", $"[{kind.Name}]", $"it is a stage before or after an encoder; declare the model with [Encoder], or remove [{name}]", arguments.Remove());
            }
        }

        return stages;
    }

    /// <summary>The form of the model's calls.</summary>
    /// <param name="isFixed">Whether the encoder's token count is fixed.</param>
    public CallForm Form(bool isFixed)
    {
        bool isPooled = this[Pool] is not null;
        if (this[PatchEmbedding] is { } patches)
        {
            return new(patches.IsGiven("Mean") ? InputForm.PixelsOrBytes : InputForm.Pixels, IsFixed: true, isPooled);
        }

        return this[TokenEmbedding] is { } tokens
            ? new(tokens.IsGiven("Types") ? InputForm.IdsAndTypes : InputForm.Ids, isFixed, isPooled)
            : new(InputForm.Features, isFixed, isPooled) { IsConvolved = this[Convolution] is not null };
    }

    /// <summary>The location of each attribute and argument.</summary>
    public IEnumerable<ArgumentPlace> Places() => _all.GroupBy(stage => stage.Name).SelectMany(stages => stages.SelectMany((stage, index) => stage.Arguments.Places(index)));

    /// <summary>Reports missing sizes.</summary>
    public void ReportMissing() => _all.ForEach(stage => stage.Arguments.ReportMissing());

    private sealed record Stage(string Name, AttributeArguments Arguments);
}
