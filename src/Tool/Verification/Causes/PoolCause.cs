using ShapeGen.Generator.Modules.Stages;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>A different pooling.</summary>
internal sealed class PoolCause : ICause
{
    public string? Explain(Evidence evidence, DepartingStage departing)
    {
        if (departing.Stage != "pooled" || evidence.Encoder is not { Model.Pool: { } declared } encoder
            || (evidence.Of("finalNorm") ?? (encoder.FinalNorm is null ? evidence.Of(evidence.LastOutput) : null)) is not { } rows)
        {
            return null;
        }

        // Only poolings that could be declared: a model may have no class row.
        ModelDeclaration model = encoder.Model;
        IEnumerable<(Declared.Pooling Kind, bool ExcludeClass)> all =
            from excludesClass in new[] { declared.ExcludeClass, !declared.ExcludeClass }
            from kind in new[] { Declared.Pooling.Class, Declared.Pooling.Mean, Declared.Pooling.Max, Declared.Pooling.Last }
            where kind != Declared.Pooling.Class || model.HasClassToken || model.Input.HasFirstToken
            where !excludesClass || (model.HasClassToken && kind is Declared.Pooling.Mean or Declared.Pooling.Max && evidence.Tokens.All(count => count > 1))
            where (kind, excludesClass) != (declared.Kind, declared.ExcludeClass)
            select (kind, excludesClass);
        return all.Where(other => evidence.Matches(Pool(rows, evidence.Tokens, other.Kind, other.ExcludeClass ? 1 : 0), departing.Expected))
            .Select(other => $"the reference uses Pooling.{other.Kind}{(other.ExcludeClass ? " without the class token" : "")}, but the declaration has Pooling.{declared.Kind}{(declared.ExcludeClass ? " without it" : "")}: "
                + $"write [Pool(Pooling.{other.Kind}{(other.ExcludeClass ? ", ExcludeClass = true" : "")}{(declared.Normalize ? ", Normalize = true" : "")})]").FirstOrDefault();
    }

    private static Grid Pool(Grid rows, IReadOnlyList<int> tokens, Declared.Pooling kind, int skipped)
    {
        List<double> values = [];
        int start = 0;
        foreach (int count in tokens)
        {
            for (int column = 0; column < rows.Width; column++)
            {
                IEnumerable<double> all = Enumerable.Range(start + skipped, count - skipped).Select(row => rows[row, column]);
                values.Add(kind switch
                {
                    Declared.Pooling.Class => rows[start, column],
                    Declared.Pooling.Last => rows[start + count - 1, column],
                    Declared.Pooling.Mean => all.Average(),
                    Declared.Pooling.Max => all.Max(),
                    _ => throw new InvalidOperationException($"No formula is known for {kind}."),
                });
            }

            start += count;
        }

        return new([.. values], rows.Width);
    }
}
