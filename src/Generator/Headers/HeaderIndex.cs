using System.Text.RegularExpressions;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Headers;

/// <summary>Finds the tensors of parameters in a header: those that loading the file finds.</summary>
internal sealed class HeaderIndex
{
    private readonly Dictionary<string, HeaderTensor> _tensors;
    private readonly Dictionary<string, string> _aliases;
    private readonly IReadOnlyList<PartTensor> _parts;
    private readonly string[] _filePrefixes;
    private readonly string[] _ignored = [];
    private readonly string _outer;
    private readonly string _inner = "";

    /// <summary>All tensors of a header, and all of the further files beside it.</summary>
    /// <param name="facts">The header.</param>
    /// <param name="outer">The prefix of all of the model's names.</param>
    public HeaderIndex(CheckpointFacts facts, string outer)
    {
        _outer = outer;
        _tensors = new(StringComparer.Ordinal);
        foreach (HeaderTensor tensor in facts.Tensors)
        {
            _tensors[tensor.Name] = tensor;
        }

        _aliases = facts.Aliases.ToDictionary(alias => alias.Name, alias => alias.Kept, StringComparer.Ordinal);
        _parts = facts.Parts;
        _filePrefixes = [.. _parts.Select(part => FurtherFile.PrefixOf(part.File)).Distinct()];
    }

    private HeaderIndex(HeaderIndex all, TensorNames names, string prefix)
    {
        _outer = all._outer;
        _tensors = all._tensors;
        _aliases = all._aliases;
        _parts = all._parts.Where(part => names.Files.Contains(part.File)).ToList();
        _filePrefixes = [.. names.Files.Select(FurtherFile.PrefixOf)];
        _ignored = [.. names.Ignored];
        _inner = prefix;
    }

    /// <summary>The tensors that loading a model with these names finds: without the ignored ones, and with those of the listed further files.</summary>
    /// <param name="names">The names. Their patterns match with or without the prefix.</param>
    /// <param name="prefix">The family's prefix in the file.</param>
    public HeaderIndex For(TensorNames names, string prefix) => new(this, names, prefix);

    /// <summary>The tensors of the file that the model must use.</summary>
    public IEnumerable<HeaderTensor> All => InScope(_tensors.Values);

    /// <summary>The tensors of further files that the model must use.</summary>
    public IEnumerable<HeaderTensor> OfFurtherFiles => InScope(_parts.Select(part => part.Tensor));

    /// <summary>The family's prefix in the file.</summary>
    public string PrefixOf(ModuleGraph graph)
    {
        IReadOnlyList<string> prefixes = graph.Names.Prefixes;
        if (prefixes.Count > 1)
        {
            List<Finder> finders = prefixes.Select(prefix => For(graph.Names, prefix).With(prefix)).ToList();
            foreach (Expected parameter in Parameters(graph))
            {
                int found = finders.FindIndex(finder => finder.HasAny(parameter.Sources));
                if (found >= 0)
                {
                    return prefixes[found];
                }
            }
        }

        return prefixes[0];
    }

    /// <summary>A name as it is in the file.</summary>
    public string Whole(string prefix, string name) => With(prefix).Scope.FullName(name);

    /// <summary>The tensor of a name: under the name itself, under its alias in the file's metadata, or in a further file.</summary>
    public HeaderTensor? Find(string prefix, string name) => With(prefix).Find(name);

    /// <summary>How the file stores a parameter: the first way for which it has all tensors, otherwise the one for which it has the most.</summary>
    public (TensorSource Source, HeaderTensor?[] Tensors) Match(string prefix, Expected parameter)
    {
        if (parameter.Sources.Length == 0)
        {
            throw new InvalidOperationException($"No name is known for {parameter.Parameter.Role}.");
        }

        TensorSource source = With(prefix).Best(parameter.Sources, out HeaderTensor?[] tensors);
        return (source, tensors);
    }

    /// <summary>All parameters of all layers that a checkpoint stores.</summary>
    public static IEnumerable<Expected> Parameters(ModuleGraph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            foreach (Parameter parameter in node.Ops.SelectMany(op => op.Parameters).Where(parameter => parameter.Packing != Packing.Sinusoids))
            {
                IReadOnlyList<TensorSource> sources = graph.Names.SourcesIfNamed(parameter);
                for (int layer = parameter.FirstLayer; layer < (parameter.IsOfAllLayers ? 1 : node.Times); layer++)
                {
                    yield return new(parameter, [.. sources.Select(source => InLayer(source, layer))]);
                }
            }
        }
    }

    private Finder With(string prefix) => new(this, new(_outer, prefix, _ignored, _filePrefixes));

    private IEnumerable<HeaderTensor> InScope(IEnumerable<HeaderTensor> tensors)
    {
        TensorScope scope = With(_inner).Scope;
        return tensors.Where(tensor => scope.IsInScope(tensor.Name));
    }

    private static TensorSource InLayer(TensorSource source, int layer) => source with
    {
        Pieces = new(source.Pieces.Select(piece => piece with { Name = piece.Name?.Replace(NameTemplate.Layer, Literals.Integer(layer)) })),
    };

    private sealed class Finder(HeaderIndex index, TensorScope scope) : NameFinder<HeaderTensor, TensorSource>(scope)
    {
        protected override HeaderTensor? Stored(string fullName) =>
            index._tensors.TryGetValue(fullName, out HeaderTensor? tensor) || (index._aliases.TryGetValue(fullName, out string? kept) && index._tensors.TryGetValue(kept, out tensor))
                ? tensor
                : index._parts.FirstOrDefault(part => part.Tensor.Name == fullName)?.Tensor;
    }
}

/// <summary>A parameter of one layer, and the ways in which a checkpoint may store it.</summary>
internal sealed record Expected(Parameter Parameter, TensorSource[] Sources);
