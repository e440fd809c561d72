using System.Text.RegularExpressions;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>
/// Finds the tensors of parameters in a header as the runtime's <c>TensorFinder</c> does when it loads: by the same names in the same order, with the first
/// prefix of the family under which there is a tensor.
/// </summary>
internal sealed class HeaderIndex
{
    /// <summary>Marks a name that does not get the family's prefix.</summary>
    public const char Outside = '/';

    private readonly Dictionary<string, HeaderTensor> _tensors;

    /// <summary>Ignored tensors, which an alias may still refer to.</summary>
    private readonly IReadOnlyDictionary<string, HeaderTensor> _ignored;

    private readonly Dictionary<string, string> _aliases;
    private readonly IReadOnlyList<PartTensor> _parts;
    private readonly string _outer;

    public HeaderIndex(CheckpointFacts facts, string outer)
        : this(facts.Tensors, new Dictionary<string, HeaderTensor>(), facts.Aliases.ToDictionary(alias => alias.Name, alias => alias.Kept, StringComparer.Ordinal), facts.Parts, outer)
    {
    }

    private HeaderIndex(IEnumerable<HeaderTensor> tensors, IReadOnlyDictionary<string, HeaderTensor> ignored, Dictionary<string, string> aliases, IReadOnlyList<PartTensor> parts, string outer)
    {
        _outer = outer;
        _ignored = ignored;
        _aliases = aliases;
        _parts = parts;
        _tensors = new(StringComparer.Ordinal);
        foreach (HeaderTensor tensor in tensors)
        {
            _tensors[tensor.Name] = tensor;
        }
    }

    /// <summary>The tensors that loading a model with these names finds: without the ignored ones, and with those of the listed further files.</summary>
    /// <param name="names">The names. Their patterns match with or without the prefix.</param>
    /// <param name="prefix">The family's prefix in the file.</param>
    public HeaderIndex For(TensorNames names, string prefix)
    {
        IReadOnlyList<string> ignored = names.Ignored;
        List<Regex> patterns = ignored.Select(NamePatterns.Of).ToList();
        string whole = Whole(prefix, "");
        Dictionary<string, HeaderTensor> left = new(StringComparer.Ordinal);
        foreach (HeaderTensor tensor in _tensors.Values.Where(tensor => IsIgnored(tensor.Name)))
        {
            left[tensor.Name] = tensor;
        }

        return new(
            _tensors.Values.Where(tensor => !left.ContainsKey(tensor.Name)), left,
            _aliases.Where(alias => !IsIgnored(alias.Key)).ToDictionary(alias => alias.Key, alias => alias.Value, StringComparer.Ordinal),
            _parts.Where(part => names.Files.Contains(part.File) && !patterns.Any(pattern => pattern.IsMatch(part.Tensor.Name))).ToList(), _outer);

        bool IsIgnored(string name) => name.StartsWith(_outer, StringComparison.Ordinal)
            && patterns.Any(pattern => pattern.IsMatch(name.Substring(_outer.Length)) || (name.StartsWith(whole, StringComparison.Ordinal) && pattern.IsMatch(name.Substring(whole.Length))));
    }

    /// <summary>The prefix of all of the model's names.</summary>
    public string Outer => _outer;

    public IEnumerable<HeaderTensor> All => _tensors.Values.Where(tensor => tensor.Name.StartsWith(_outer, StringComparison.Ordinal));

    /// <summary>The family's prefix in the file.</summary>
    public string PrefixOf(ModuleGraph graph)
    {
        IReadOnlyList<string> prefixes = graph.Names.Prefixes;
        if (prefixes.Count > 1)
        {
            foreach (Expected parameter in Parameters(graph))
            {
                foreach (string prefix in prefixes)
                {
                    if (parameter.Sources.Any(source => source.Pieces.Any(piece => piece.Name is not null && Find(prefix, piece.Name) is not null)))
                    {
                        return prefix;
                    }
                }
            }
        }

        return prefixes[0];
    }

    /// <summary>A name as it is in the file.</summary>
    public string Whole(string prefix, string name) => name.Length > 0 && name[0] == Outside ? _outer + name.Substring(1) : _outer + prefix + name;

    /// <summary>The tensor of a name: under the name itself, under its alias in the file's metadata, or in a further file.</summary>
    public HeaderTensor? Find(string prefix, string name)
    {
        string whole = Whole(prefix, name);
        if (_tensors.TryGetValue(whole, out HeaderTensor? tensor))
        {
            return tensor;
        }

        // A tensor that is ignored under its own name may be used under another.
        if (_aliases.TryGetValue(whole, out string? kept) && (_tensors.TryGetValue(kept, out tensor) || _ignored.TryGetValue(kept, out tensor)))
        {
            return tensor;
        }

        return name.Length > 0 && name[0] == Outside ? _parts.FirstOrDefault(part => part.Tensor.Name == name.Substring(1))?.Tensor : null;
    }

    /// <summary>The tensors of further files.</summary>
    public IEnumerable<HeaderTensor> OfFurtherFiles => _parts.Select(part => part.Tensor);

    /// <summary>How the file stores a parameter: the first way for which it has all tensors, otherwise the one for which it has the most.</summary>
    public (TensorSource Source, HeaderTensor?[] Tensors) Match(string prefix, Expected parameter)
    {
        if (parameter.Sources.Count == 0)
        {
            throw new InvalidOperationException($"No name is known for {parameter.Parameter.Role}.");
        }

        (TensorSource Source, HeaderTensor?[] Tensors) best = default;
        int most = -1;
        foreach (TensorSource source in parameter.Sources)
        {
            HeaderTensor?[] tensors = source.Pieces.Select(piece => piece.Name is null ? null : Find(prefix, piece.Name)).ToArray();
            int found = tensors.Count(tensor => tensor is not null);
            if (found == source.Pieces.Count(piece => piece.Name is not null))
            {
                return (source, tensors);
            }

            if (found > most)
            {
                best = (source, tensors);
                most = found;
            }
        }

        return best;
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
                    yield return new(parameter, sources.Select(source => InLayer(source, layer)).ToList());
                }
            }
        }
    }

    private static TensorSource InLayer(TensorSource source, int layer) => source with
    {
        Pieces = new(source.Pieces.Select(piece => piece with { Name = piece.Name?.Replace(NameTemplate.Layer, Literals.Integer(layer)) })),
    };
}

/// <summary>A parameter of one layer, and the ways in which a checkpoint may store it.</summary>
internal sealed record Expected(Parameter Parameter, IReadOnlyList<TensorSource> Sources);
