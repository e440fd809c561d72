using Declared = ShapeGen.Generator.Declarations;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Another way to make one row of a sequence.</summary>
internal sealed class PoolCause : ICause
{
    public string? Explain(Evidence evidence, Suspect suspect)
    {
        if (suspect.Stage != "pooled" || evidence.Encoder is not { Model.Pool: { } declared } encoder
            || (evidence.Of("finalNorm") ?? (encoder.FinalNorm is null ? evidence.Of(evidence.LastOutput) : null)) is not { } rows)
        {
            return null;
        }

        foreach (bool excludesClass in new[] { declared.ExcludeClass, !declared.ExcludeClass })
        {
            foreach (Declared.Pooling kind in new[] { Declared.Pooling.Class, Declared.Pooling.Mean, Declared.Pooling.Max, Declared.Pooling.Last })
            {
                bool takesOne = kind is Declared.Pooling.Class or Declared.Pooling.Last;
                bool isDeclared = kind == declared.Kind && (takesOne || excludesClass == declared.ExcludeClass);
                if (!isDeclared && !(takesOne && excludesClass) && evidence.Tokens.All(count => count > 1 || !excludesClass) && evidence.Matches(Pool(rows, evidence.Tokens, kind, excludesClass ? 1 : 0), suspect.Expected))
                {
                    return $"the reference is Pooling.{kind}{(excludesClass ? " without the class token" : "")}, the declaration has Pooling.{declared.Kind}{(declared.ExcludeClass ? " without it" : "")}: write [Pool(Pooling.{kind}{(excludesClass ? ", ExcludeClass = true" : "")})]";
                }
            }
        }

        return null;
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
