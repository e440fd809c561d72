using System.Collections.Concurrent;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>
/// What a class gets, as the rules about the user's own members need it. Kept for each kind of module: they ask for it at each keystroke, for
/// each model.
/// </summary>
internal sealed class FaceSignatures
{
    private static readonly ConcurrentDictionary<(ModuleKind Kind, CallForm Form), FaceSignatures> Known = new();

    private readonly HashSet<string> _names;
    private readonly ILookup<string, FaceMethod> _methods;

    private FaceSignatures(ModuleKind kind, CallForm form)
    {
        // Only the constructor has the name of the type. That there is no Load() is right where the weights are not in the assembly; the rules know it.
        List<FaceMember> members = FaceMembers.Of(kind, "T", form, embedded: null).Where(member => !member.IsConstructor).ToList();
        _names = new(members.Where(member => member.Parameters is null).Select(member => member.Name), StringComparer.Ordinal);
        _methods = members.Where(member => member.Parameters is not null).ToLookup(
            member => member.Name,
            member => new FaceMethod(member.Key, member.Parameters!.Select(parameter => parameter.Type.FullName).ToList()),
            StringComparer.Ordinal);
    }

    public static FaceSignatures Of(ModuleKind kind, CallForm form) => Known.GetOrAdd((kind, form), key => new(key.Kind, key.Form));

    /// <summary>Whether a member that is no method has the name.</summary>
    public bool HasName(string name) => _names.Contains(name);

    /// <summary>The methods of a name: how a declaration names each, and the types of its parameters.</summary>
    public IEnumerable<FaceMethod> Methods(string name) => _methods[name];

    /// <summary>Whether there are methods of the name.</summary>
    public bool HasMethods(string name) => _methods.Contains(name);
}

/// <summary>A generated method.</summary>
/// <param name="Key">How a declaration names it.</param>
/// <param name="Types">The types of its parameters.</param>
internal sealed record FaceMethod(string Key, IReadOnlyList<string> Types);
