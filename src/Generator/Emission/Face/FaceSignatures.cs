using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>
/// What a class gets, as the rules about the user's own members need it. Kept for each kind of module: they ask for it at each keystroke, for
/// each model.
/// </summary>
internal sealed class FaceSignatures
{
    /// <summary>Those that were asked for. A list: the first hash of a <see cref="CallForm"/> would be work for the JIT, and there are a few dozen at most.</summary>
    private static readonly List<FaceSignatures> Known = [];

    private readonly ModuleKind _kind;
    private readonly CallForm _form;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<FaceMethod> _methods = [];

    private FaceSignatures(ModuleKind kind, CallForm form)
    {
        _kind = kind;
        _form = form;

        // Only the constructor has the name of the type. That there is no Load() is right where the weights are not in the assembly; the rules know it.
        foreach (FaceMember member in FaceMembers.Of(kind, "T", form, embedded: null))
        {
            if (member.Parameters is not { } parameters)
            {
                _names.Add(member.Name);
            }
            else if (!member.IsConstructor)
            {
                _methods.Add(new(member.Name, member.Key, parameters.Select(parameter => parameter.Type.FullName).ToList()));
            }
        }
    }

    public static FaceSignatures Of(ModuleKind kind, CallForm form)
    {
        lock (Known)
        {
            foreach (FaceSignatures known in Known)
            {
                if (known._kind == kind && known._form == form)
                {
                    return known;
                }
            }

            FaceSignatures added = new(kind, form);
            Known.Add(added);
            return added;
        }
    }

    /// <summary>Whether a member that is no method has the name.</summary>
    public bool HasName(string name) => _names.Contains(name);

    /// <summary>The methods of a name: how a declaration names each, and the types of its parameters.</summary>
    public IEnumerable<FaceMethod> Methods(string name) => _methods.Where(method => method.Name == name);

    /// <summary>Whether there are methods of the name.</summary>
    public bool HasMethods(string name) => _methods.Exists(method => method.Name == name);
}

/// <summary>A generated method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">How a declaration names it.</param>
/// <param name="Types">The types of its parameters.</param>
internal sealed record FaceMethod(string Name, string Key, IReadOnlyList<string> Types);
