using ShapeGen.Generator.Common;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>How a checkpoint names and holds the tensors of a model.</summary>
/// <param name="templates">The names of each role, the first being tried first.</param>
internal sealed class TensorNames(IReadOnlyDictionary<Role, IReadOnlyList<NameTemplate>> templates)
{
    /// <summary>The possible prefixes of all names, in the order in which they are tried.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [""];

    /// <summary>Patterns of tensors to ignore.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Further files of the checkpoint, relative to its folder.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The names of each module of the roles that have several.</summary>
    public IReadOnlyDictionary<Role, IReadOnlyList<IReadOnlyList<NameTemplate>>> Numbered { get; init; } = new Dictionary<Role, IReadOnlyList<IReadOnlyList<NameTemplate>>>();

    /// <summary>Whether matrices are stored as [inputs, outputs].</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Whether there are only names: no prefix, nothing ignored, and one file.</summary>
    public bool IsPlain => Prefixes.Count == 1 && Prefixes[0].Length == 0 && Ignored.Count == 0 && Files.Count == 0;

    /// <summary>The same names whatever the checkpoint.</summary>
    public static TensorNames Create(params OwnName[] names) =>
        new(names.ToDictionary(name => name.Role, IReadOnlyList<NameTemplate> (name) => [new(name.Text, name.Role.Kind)]));

    /// <summary>The name of a parameter in a checkpoint, in the way that is tried first.</summary>
    public string Of(Parameter parameter) => Sources(parameter)[0].ToString();

    /// <summary>The ways in which a checkpoint may store a parameter, in the order in which they are tried.</summary>
    /// <exception cref="InvalidOperationException">There is no name for it.</exception>
    public IReadOnlyList<TensorSource> Sources(Parameter parameter) => SourcesIfNamed(parameter) is { Count: > 0 } all
        ? all
        : throw new InvalidOperationException($"No name is known for {parameter.Role}.");

    /// <summary>The same; empty if there is no name for it.</summary>
    public IReadOnlyList<TensorSource> SourcesIfNamed(Parameter parameter)
    {
        IEnumerable<TensorSource> sources = Wholes(parameter).Concat(Apart(parameter)).Concat(Joined(parameter));

        // Convolutions have no other order.
        if (IsTransposed && parameter is { Packing: Packing.Panels, Kernel: null })
        {
            sources = sources.Select(source => IsTable(source) ? source : source with { IsTransposed = true });
        }

        return sources.Distinct().ToList();
    }

    /// <summary>The names that a tensor of a role may have, in the order in which they are tried.</summary>
    public IEnumerable<string> NamesOf(Role role, TensorPart part) => Templates(role).SelectMany(template => template.Names(part));

    /// <summary>The names that a part of a role's bias may have, if the bias is stored in parts.</summary>
    public IEnumerable<string> NamesOf(Role role, OutputPart part) => Templates(role).Select(template => template.Name(part));

    /// <summary>Whether a head's matrix is the table of token ids, which is [Vocab, Embed] even if matrices are transposed.</summary>
    private bool IsTable(TensorSource source) => source.Whole is { } name && NamesOf(Role.TokenEmbedding, TensorPart.Weight).Contains(name);

    private IReadOnlyList<NameTemplate> Templates(Parameter parameter) =>
        Numbered.TryGetValue(parameter.Role, out IReadOnlyList<IReadOnlyList<NameTemplate>>? each) ? each[parameter.Index] : Templates(parameter.Role);

    private IReadOnlyList<NameTemplate> Templates(Role role) => templates.TryGetValue(role, out IReadOnlyList<NameTemplate>? names) ? names : [];

    private IEnumerable<TensorSource> Wholes(Parameter parameter)
    {
        int rows = parameter.Shape[0];
        return parameter.IsWhole
            ? Templates(parameter).SelectMany(template => template.Names(parameter.Part)).Select(name => Source(TensorPiece.All(name, rows)))
            : Templates(parameter.Role).Select(template => Source(
                parameter.Parts.Select(part => part.IsThere ? TensorPiece.All(template.Name(part), part.Length) : TensorPiece.Zeros(part.Length)).ToArray()));
    }

    /// <summary>The tensors that the parameter joins, such as q, k and v, if all of them have names.</summary>
    private IEnumerable<TensorSource> Apart(Parameter parameter)
    {
        List<IReadOnlyList<NameTemplate>> names = parameter.Role.Joins.Select(Templates).ToList();
        if (parameter.Parts.Count != names.Count && names.Count > 0)
        {
            throw new InvalidOperationException($"The parts of {parameter.Role} are not those that it joins.");
        }

        int ways = names.Any(all => all.Count == 0) ? 0 : names.Select(all => all.Count).DefaultIfEmpty().Max();
        for (int way = 0; way < ways; way++)
        {
            yield return Source(parameter.Parts.Select((part, i) =>
            {
                // The user may have named some of them; the others have the family's names.
                NameTemplate template = names[i][Math.Min(way, names[i].Count - 1)];
                return part.IsThere ? TensorPiece.All(template.Names(parameter.Part).Single(), part.Length) : TensorPiece.Zeros(part.Length);
            }).ToArray());
        }
    }

    /// <summary>The parameter's rows of a tensor that only files have, such as that of both first layers of a gated block.</summary>
    private IEnumerable<TensorSource> Joined(Parameter parameter)
    {
        int rows = parameter.Shape[0];
        return
            from role in templates.Keys
            where role.Joined is { OnlyInFiles: true }
            from place in Enumerable.Range(0, role.Joins.Count)
            where role.Joins[place] == parameter.Role
            from template in Templates(role)
            from name in template.Names(parameter.Part)
            select Source(new TensorPiece(name, place * rows, rows, role.Joins.Count * rows));
    }

    private static TensorSource Source(params TensorPiece[] pieces) => new(new EquatableArray<TensorPiece>(pieces));
}
