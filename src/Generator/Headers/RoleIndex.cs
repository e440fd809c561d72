using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Headers;

/// <summary>Finds the tensor of a role in a file, under given names.</summary>
/// <param name="index">The file's tensors.</param>
/// <param name="names">The names.</param>
/// <param name="prefix">The prefix before the names.</param>
/// <param name="layers">Number of layers in the file; with 1, a layer may be without a number.</param>
/// <param name="isGated">Whether to use the names of a gated block.</param>
internal sealed class RoleIndex(HeaderIndex index, NamesDeclaration names, string prefix, int layers, bool isGated)
{
    private readonly TensorNames _names = names.Resolve(new NamedRoles("Encoder", NameScope.Encoder) { Layers = layers, IsGated = isGated });

    public NamesDeclaration Names => names;

    public string Prefix => prefix;

    public int Layers => layers;

    public bool IsGated => isGated;

    /// <summary>The first tensor that the file has under a name of the role, in a layer.</summary>
    public HeaderTensor? Find(Role role, TensorPart part, int layer = 0) => First(_names.NamesOf(role, part), layer);

    /// <summary>Whether the file has a part of a fused bias.</summary>
    public bool HasPart(Role role, string part) => First(_names.NamesOf(role, new OutputPart(part, 1)), 0) is not null;

    /// <summary>Whether the file has a tensor of this name after the prefix. A name that begins with a slash does not get the prefix.</summary>
    public bool Has(string name) => index.Find(prefix, name) is not null;

    public HeaderTensor? Find(string name) => index.Find(prefix, name);

    /// <summary>All names that a role may have, in all layers.</summary>
    public IEnumerable<string> All(Role role, TensorPart part) => _names.NamesOf(role, part)
        .SelectMany(name => name.Contains(NameTemplate.Layer) ? Enumerable.Range(0, layers).Select(layer => InLayer(name, layer)) : [name]).Select(name => index.Whole(prefix, name));

    /// <summary>Number of layers, counted from the first, whose last linear layer is in the file.</summary>
    public static int CountLayers(HeaderIndex index, NamesDeclaration names, string prefix, bool isGated)
    {
        RoleIndex many = new(index, names, prefix, 2, isGated);
        int count = 0;
        while (many.Find(Role.Ffn2, TensorPart.Weight, count) is not null)
        {
            count++;
        }

        return count;
    }

    private HeaderTensor? First(IEnumerable<string> all, int layer) => all.Select(name => index.Find(prefix, InLayer(name, layer))).FirstOrDefault(tensor => tensor is not null);

    private static string InLayer(string name, int layer) => name.Replace(NameTemplate.Layer, Literals.Integer(layer));
}
