using System.Text.RegularExpressions;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Finds the stages of the tensors outside the layers under unknown names: by shape and a word in the name, which must agree.</summary>
internal static class StageRoles
{
    private static readonly Regex Class = Word("cls|class_?token|class_embedding");
    private static readonly Regex Position = Word("pos|position");
    private static readonly Regex Token = Word("tok|token|word|wte|embed");
    private static readonly Regex Type = Word("type|segment");
    private static readonly Regex Head = Word("head|classifier|fc$|logits|score|output_proj");
    private static readonly Regex Final = Word("norm|ln");
    private static readonly Regex Before = Word("input|embed|emb|pre|in_norm");
    private static readonly Regex Project = Word("proj|patch|input|embed|in_|feature|linear");

    /// <param name="modules">All modules outside the layers.</param>
    /// <param name="stem">The text before the number of a layer.</param>
    /// <param name="roles">The roles of a layer.</param>
    public static IEnumerable<OwnName> Of(IReadOnlyList<NamedModule> modules, string stem, RoleNames roles)
    {
        long embed = roles.Embed;
        HashSet<Role> taken = [];
        foreach (NamedModule module in modules.OrderBy(module => module.Name.StartsWith(stem, StringComparison.Ordinal) ? 1 : 0))
        {
            if (RoleOf(module, embed, roles.IsTransposed) is { } role && taken.Add(role))
            {
                yield return new(role, module.Name);
            }
        }
    }

    private static Role? RoleOf(NamedModule module, long embed, bool isTransposed)
    {
        IReadOnlyList<long> shape = module.Weight.Shape;
        string name = module.Name;
        long last = shape.Count == 0 ? 0 : shape[shape.Count - 1];
        bool isRow = last == embed && shape.Take(shape.Count - 1).All(size => size == 1);
        if (isRow && module.Bias is null && Class.IsMatch(name))
        {
            return Role.ClassToken;
        }

        if (shape.Count == 1)
        {
            return shape[0] != embed || !Final.IsMatch(name) ? null : Before.IsMatch(name) ? Role.InputNorm : Role.FinalNorm;
        }

        if (module.Bias is null && last == embed && (shape.Count == 2 || (shape.Count == 3 && shape[0] == 1)) && Position.IsMatch(name))
        {
            return Role.Positions;
        }

        switch (shape.Count)
        {
            case 4 when shape[0] == embed && shape[2] == shape[3]:
                return Role.Patch;
            case 3 when shape[0] == embed:
                return null;
            case 2:
                (long outputs, long inputs) = isTransposed ? (shape[1], shape[0]) : (shape[0], shape[1]);
                return module.Bias is null && shape[1] == embed && Type.IsMatch(name) ? Role.TypeEmbedding
                    : inputs == embed && Head.IsMatch(name) ? Role.Heads
                    : module.Bias is null && shape[1] == embed && shape[0] != embed && Token.IsMatch(name) ? Role.TokenEmbedding
                    : outputs == embed && inputs != embed && Project.IsMatch(name) ? Role.Projection
                    : null;
            default:
                return null;
        }
    }

    private static Regex Word(string words) => new($"(^|[._])({words})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}
