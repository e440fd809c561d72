using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Finds the role of each module of a layer.</summary>
internal static class LayerRoles
{
    private static readonly Regex QueryWord = Word("q|query|q_proj|q_lin|query_proj|to_q|wq|linear_q|q_linear");
    private static readonly Regex KeyWord = Word("k|key|k_proj|k_lin|key_proj|to_k|wk|linear_k|k_linear");
    private static readonly Regex ValueWord = Word("v|value|v_proj|v_lin|value_proj|to_v|wv|linear_v|v_linear");
    private static readonly Regex OutWord = Word("o|out|proj|out_proj|o_proj|c_proj|to_out|wo|output|dense|linear_out|projection|out_lin");
    private static readonly Regex GateWord = Word("gate|gate_proj|w1|fc1_g|wi_0|gating");
    private static readonly Regex AttentionWord = new("att", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Regex FirstNormWord = new(@"1$|attn|attention|before|input|pre", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Regex SecondNormWord = new(@"2$|ffn|mlp|ff|after|post|feed|output", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The name of each role, or the reason why they were not found.</summary>
    public static (RoleNames? Names, string? Problem) Of(LayerGroup group)
    {
        List<NamedModule> vectors = group.Modules.Where(module => module.IsVector).ToList();
        List<NamedModule> matrices = group.Modules.Where(module => module.IsMatrix).ToList();
        if (vectors.Count + matrices.Count < group.Modules.Count)
        {
            NamedModule other = group.Modules.First(module => !module.IsVector && !module.IsMatrix);
            return (null, $"'{other.Weight.Name}' {other.Weight.ShapeText} is neither a matrix nor a vector");
        }

        if (vectors.Count != 2 || vectors[0].Weight.Shape[0] != vectors[1].Weight.Shape[0])
        {
            return (null, $"each has {Literals.Integer(vectors.Count)} vectors that could be norms, not two of equal length");
        }

        long embed = vectors[0].Weight.Shape[0];
        if (embed is < 1 or > int.MaxValue || matrices.Any(module => module.Weight.Shape.Any(size => size is < 1 or > int.MaxValue)))
        {
            return (null, "their sizes are out of range");
        }

        if (matrices.Count is < 3 or > 7)
        {
            return (null, $"each has {Literals.Integer(matrices.Count)} matrices; an attention and a feed-forward block have four to seven");
        }

        // Outputs are the first dimension unless biases show otherwise, or widths fit only the other way.
        foreach (bool isTransposed in Orders(matrices))
        {
            if (Assign(matrices, vectors, embed, isTransposed) is { } names)
            {
                return (names, null);
            }
        }

        return (null, "shapes do not show which matrix has which role: " + string.Join(", ", matrices.Select(module => $"'{module.Weight.Name}' {module.Weight.ShapeText}")));
    }

    private static IEnumerable<bool> Orders(List<NamedModule> matrices)
    {
        List<NamedModule> telling = matrices.Where(module => module.Bias is { Shape.Count: 1 } && module.Weight.Shape[0] != module.Weight.Shape[1]).ToList();
        return telling.Count == 0 ? [false, true] : [telling.All(module => module.Bias!.Shape[0] == module.Weight.Shape[1])];
    }

    private static RoleNames? Assign(List<NamedModule> matrices, List<NamedModule> norms, long embed, bool isTransposed)
    {
        // Words identify the matrices of the attention, if there are any; shapes decide about the rest.
        List<NamedModule> attention = matrices.Where(module => IsAttention(module.Name)).ToList();
        List<NamedModule> block = matrices.Except(attention).ToList();
        foreach ((List<NamedModule> ofAttention, List<NamedModule> ofBlock) in Cuts(matrices, attention, block))
        {
            if (Attention(ofAttention, embed, isTransposed) is { } first && Block(ofBlock, embed, isTransposed) is { } second && Norms(norms) is { } ofNorms)
            {
                return new([.. ofNorms, .. first, .. second], embed, isTransposed);
            }
        }

        return null;
    }

    /// <summary>The ways to divide the matrices between the two blocks: by words, otherwise those that the counts allow.</summary>
    private static IEnumerable<(List<NamedModule> Attention, List<NamedModule> Block)> Cuts(List<NamedModule> matrices, List<NamedModule> attention, List<NamedModule> block)
    {
        if (attention.Count is 2 or 4 && block.Count is 2 or 3)
        {
            yield return (attention, block);
            yield break;
        }

        foreach (int count in (List<int>)[2, 4])
        {
            if (matrices.Count - count is 2 or 3)
            {
                yield return (matrices.Take(count).ToList(), matrices.Skip(count).ToList());
            }
        }
    }

    private static IEnumerable<(Role, string)>? Attention(List<NamedModule> modules, long embed, bool isTransposed)
    {
        if (modules.Count == 2)
        {
            // Fused: q, k and v together have three times the features of the heads' results.
            foreach ((NamedModule fused, NamedModule result) in ((NamedModule, NamedModule)[])[(modules[0], modules[1]), (modules[1], modules[0])])
            {
                if (Inputs(fused, isTransposed) == embed && Outputs(result, isTransposed) == embed && Outputs(fused, isTransposed) == 3 * Inputs(result, isTransposed))
                {
                    return [(Role.Qkv, fused.Name), (Role.Out, result.Name)];
                }
            }

            return null;
        }

        NamedModule? query = Only(modules, QueryWord);
        NamedModule? key = Only(modules, KeyWord);
        NamedModule? value = Only(modules, ValueWord);
        NamedModule? output = modules.Except(new[] { query, key, value }.OfType<NamedModule>()).SingleOrDefaultOfMany();
        return query is null || key is null || value is null || output is null || query == key || key == value || Outputs(output, isTransposed) != embed || Inputs(output, isTransposed) != Outputs(query, isTransposed)
            ? null
            : [(Role.Query, query.Name), (Role.Key, key.Name), (Role.Value, value.Name), (Role.Out, output.Name)];
    }

    private static IEnumerable<(Role, string)>? Block(List<NamedModule> modules, long embed, bool isTransposed)
    {
        List<NamedModule> down = modules.Where(module => Outputs(module, isTransposed) == embed && Inputs(module, isTransposed) != embed).ToList();
        if (down.Count != 1)
        {
            return null;
        }

        long ffn = Inputs(down[0], isTransposed);
        List<NamedModule> up = modules.Where(module => module != down[0] && Inputs(module, isTransposed) == embed).ToList();
        if (up.Count != modules.Count - 1)
        {
            return null;
        }

        if (up.Count == 1)
        {
            return Outputs(up[0], isTransposed) == ffn ? [(Role.Ffn1, up[0].Name), (Role.Ffn2, down[0].Name)]
                : Outputs(up[0], isTransposed) == 2 * ffn ? [(Role.Ffn2, down[0].Name), (Role.Wi, up[0].Name)]
                : null;
        }

        // Both have the same shape: only a word identifies the gate.
        return up.All(module => Outputs(module, isTransposed) == ffn) && Only(up, GateWord) is { } gate
            ? [(Role.Gate, gate.Name), (Role.Ffn1, up.Single(module => module != gate).Name), (Role.Ffn2, down[0].Name)]
            : null;
    }

    private static IEnumerable<(Role, string)>? Norms(List<NamedModule> norms)
    {
        bool inOrder = FirstNormWord.IsMatch(norms[0].Name) && !FirstNormWord.IsMatch(norms[1].Name);
        bool isReversed = FirstNormWord.IsMatch(norms[1].Name) && !FirstNormWord.IsMatch(norms[0].Name);
        if (!inOrder && !isReversed)
        {
            inOrder = SecondNormWord.IsMatch(norms[1].Name) && !SecondNormWord.IsMatch(norms[0].Name);
            isReversed = SecondNormWord.IsMatch(norms[0].Name) && !SecondNormWord.IsMatch(norms[1].Name);
        }

        return inOrder ? [(Role.Norm1, norms[0].Name), (Role.Norm2, norms[1].Name)]
            : isReversed ? [(Role.Norm1, norms[1].Name), (Role.Norm2, norms[0].Name)]
            : null;
    }

    private static bool IsAttention(string name) => AttentionWord.IsMatch(name) || QueryWord.IsMatch(name) || KeyWord.IsMatch(name) || ValueWord.IsMatch(name) || name.Contains("qkv")
        || (OutWord.IsMatch(name) && name.Contains("mha"));

    private static NamedModule? Only(IEnumerable<NamedModule> modules, Regex word) => modules.Where(module => word.IsMatch(module.Name)).SingleOrDefaultOfMany();

    private static NamedModule? SingleOrDefaultOfMany(this IEnumerable<NamedModule> modules) => modules.Take(2).ToList() is { Count: 1 } one ? one[0] : null;

    private static long Outputs(NamedModule module, bool isTransposed) => module.Weight.Shape[isTransposed ? 1 : 0];

    private static long Inputs(NamedModule module, bool isTransposed) => module.Weight.Shape[isTransposed ? 0 : 1];

    private static Regex Word(string words) => new($@"(^|[._])({words})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}

/// <summary>The names of a layer's roles, after its number.</summary>
/// <param name="Names">The names.</param>
/// <param name="Embed">Width of the layers.</param>
/// <param name="IsTransposed">Whether matrices are stored as [inputs, outputs].</param>
internal sealed record RoleNames(IReadOnlyList<(Role Role, string Text)> Names, long Embed, bool IsTransposed);
