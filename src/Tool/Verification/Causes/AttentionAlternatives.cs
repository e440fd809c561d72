using System.Globalization;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Parameters;
using ShapeGen.Tool.Compilation;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Alternatives to the declared attention: with one difference, or with two of different kinds.</summary>
/// <param name="declared">The declaration.</param>
/// <param name="table">The values of its relative position buckets, or null.</param>
/// <param name="tokens">Tokens of the longest sequence.</param>
/// <param name="layers">Layers of the model.</param>
/// <param name="hasDistances">Whether queries and keys come from the same sequence. Attention to a memory has no mask, window or positions.</param>
internal sealed class AttentionAlternatives(AttentionDeclaration declared, float[]? table, int tokens, int layers, bool hasDistances)
{
    /// <summary>Rotary bases of published models.</summary>
    private static readonly float[] s_thetas = [10_000f, 160_000f, 500_000f, 1_000_000f, 1_000f];

    /// <summary>Values of <c>MaxDistance</c>, those of published models first.</summary>
    private static readonly IEnumerable<int> s_maxDistances = new[] { 128, 64, 256, 32, 512, 1024 }.Concat(Enumerable.Range(2, 1023)).Distinct();

    private static readonly bool[] s_both = [false, true];

    private readonly AttentionFormula _formula = AttentionFormula.Of(declared, table);

    /// <summary>The declared attention.</summary>
    public AttentionFormula Formula => _formula;

    /// <summary>Alternatives with one difference.</summary>
    public IEnumerable<AttentionAlternative> WithOne() => Kinds().SelectMany(kind => kind).Select(change => Apply([change])).OfType<AttentionAlternative>();

    /// <summary>Alternatives with two differences of different kinds.</summary>
    public IEnumerable<AttentionAlternative> WithTwo()
    {
        IReadOnlyList<Change>[] kinds = Kinds();
        IEnumerable<AttentionAlternative?> all =
            from first in Enumerable.Range(0, kinds.Length)
            from second in Enumerable.Range(first + 1, kinds.Length - first - 1)
            from change in kinds[first]
            from other in kinds[second]
            select Apply([change, other]);
        return all.OfType<AttentionAlternative>();
    }

    /// <summary>The alternative with the given scale.</summary>
    public AttentionAlternative WithScale(double scale) => Apply([new(formula => formula with { Scale = scale }, $"the scale {Text(scale)}", $"Scale = {Text(scale)}f")])!;

    /// <summary>All differences, by kind. Heads come before scales, since a scale may follow from the width of a head. With a table of buckets, the number of heads and the kind of positions are known.</summary>
    private IReadOnlyList<Change>[] Kinds() =>
        declared.Position.Kind == Declared.PositionEncoding.RelativeBuckets ? table is null ? [] : [[.. Masks()], [.. MaxDistances()], [.. Scales()], [.. Windows()]]
        : hasDistances ? [[.. Masks()], [.. Heads()], [.. Positions()], [.. Scales()], [.. Windows()]]
        : [[.. Heads()], [.. Scales()]];

    /// <summary>Alternatives with other positions, which change queries and keys.</summary>
    public IEnumerable<AttentionAlternative> Rotations() => Positions().Select(change => Apply([change])).OfType<AttentionAlternative>();

    private AttentionAlternative? Apply(IEnumerable<Change> changes)
    {
        AttentionFormula formula = _formula;
        List<string> texts = [], writes = [];
        foreach (Change change in changes)
        {
            AttentionFormula before = formula;
            formula = change.Apply(before);
            texts.Add(change.Text);
            writes.Add(change.Write(before, formula));
        }

        return formula.Position.RotaryDim <= formula.HeadDim && HasBuckets(formula) ? new(formula, string.Join(" and ", texts), string.Join(" and ", writes)) : null;
    }

    /// <summary>Whether <c>MaxDistance</c> is beyond the buckets of a single distance, of which a causal mask has more.</summary>
    private static bool HasBuckets(AttentionFormula formula) =>
        formula.Position.BucketsOf(formula.Scale, formula.Band) is not { } buckets || buckets.MaxDistance > (buckets.IsCausal ? buckets.Count : buckets.Count / 2) / 2;

    private IEnumerable<Change> Masks()
    {
        bool isCausal = declared.Band.IsCausal;
        yield return new(
            formula => formula with { Band = formula.Band with { Forward = isCausal ? formula.Band.Back : 0 } }, isCausal ? "no mask" : "a causal mask", $"Mask = AttentionMask.{(isCausal ? AttentionMask.None : AttentionMask.Causal)}");
    }

    private IEnumerable<Change> Windows()
    {
        int every = declared.Band.GlobalEvery;
        if (declared.Band.Back is not null)
        {
            yield return Window(null, 0, "no window", every == 0 ? "no Window" : "neither Window nor GlobalEvery");
        }

        if (every > 0)
        {
            yield return Window(declared.Band.Back, 0, "a window in all layers", "no GlobalEvery");
        }

        for (int other = 2; declared.Band.Back is not null && other < layers; other++)
        {
            if (other != every)
            {
                yield return Window(declared.Band.Back, other, $"a global layer every {other} layers", string.Create(CultureInfo.InvariantCulture, $"GlobalEvery = {other}"));
            }
        }

        // A window that reaches the farthest token has no effect.
        for (int reach = 1; reach < tokens - 1; reach++)
        {
            if (reach != declared.Band.Back)
            {
                yield return Window(reach, every, $"a window of {2 * reach}", string.Create(CultureInfo.InvariantCulture, $"Window = {2 * reach}"));
            }
        }
    }

    /// <summary>Changes the window and keeps the mask.</summary>
    private static Change Window(int? reach, int every, string text, string write) =>
        new(formula => formula with { Band = new(reach, formula.Band.IsCausal ? 0 : reach, every) }, text, write);

    /// <summary>Other values of <c>MaxDistance</c> that put the tokens into other buckets.</summary>
    private IEnumerable<Change> MaxDistances()
    {
        HashSet<string> seen = [Buckets(declared.Position.MaxDistance)];
        int side = declared.Band.IsCausal ? declared.Position.Buckets : declared.Position.Buckets / 2;
        foreach (int other in s_maxDistances.Where(other => other > side / 2 && seen.Add(Buckets(other))))
        {
            yield return new(
                formula => formula with { Position = formula.Position with { MaxDistance = other } }, $"a single bucket for distances of {other} and more", $"MaxDistance = {other}");
        }

        string Buckets(int maxDistance)
        {
            DistanceBuckets buckets = new(declared.Position.Buckets, maxDistance, declared.Band.IsCausal, 1);
            return string.Join(' ', Enumerable.Range(0, tokens).Select(distance => DistanceBucket.Of(buckets, distance)));
        }
    }

    private IEnumerable<Change> Positions()
    {
        foreach (Declared.PositionEncoding kind in new[] { Declared.PositionEncoding.None, Declared.PositionEncoding.Alibi }.Where(kind => kind != declared.Position.Kind))
        {
            yield return new(
                formula => formula with { Position = PositionSettings.None with { Kind = kind } }, kind == Declared.PositionEncoding.None ? "no positions" : "ALiBi", PositionSettings.Written(kind));
        }

        bool isRotary = declared.Position.Kind == Declared.PositionEncoding.Rotary;
        PositionSettings start = isRotary ? declared.Position : new(Declared.PositionEncoding.Rotary, 10_000, 10_000, declared.HeadDim - (declared.HeadDim % 2), false, 0, 0);
        IEnumerable<PositionSettings> all =
            from theta in s_thetas.Append(start.Theta).Distinct()
            from local in declared.Band.GlobalEvery == 0 ? [theta] : s_thetas.Append(start.LocalTheta).Distinct()
            from pairs in Enumerable.Range(1, declared.HeadDim / 2)
            from isInterleaved in s_both
            select start with { Theta = theta, LocalTheta = local, RotaryDim = 2 * pairs, Interleaved = isInterleaved };
        foreach (PositionSettings position in all.Where(other => other != declared.Position).OrderBy(other => Differences(start, other).Count()))
        {
            string[] differences = [.. Differences(start, position)];
            string text = $"rotary positions with RotaryTheta {position.Theta.ToString(CultureInfo.InvariantCulture)} on {position.RotaryDim} features of each head, pairing {(position.Interleaved ? "2i and 2i + 1" : "i and i + RotaryDim / 2")}";
            yield return new(formula => formula with { Position = position }, text, string.Join(" and ", isRotary ? differences : ["Position = PositionEncoding.Rotary", .. differences]));
        }
    }

    private IEnumerable<string> Differences(PositionSettings start, PositionSettings to)
    {
        string? local = declared.Band.GlobalEvery > 0 && to.LocalTheta != start.LocalTheta ? $"LocalRotaryTheta = {to.LocalTheta.ToString(CultureInfo.InvariantCulture)}" : null;
        string?[] all =
        [
            to.Theta == start.Theta ? null : $"RotaryTheta = {to.Theta.ToString(CultureInfo.InvariantCulture)}",
            local,
            to.RotaryDim == start.RotaryDim ? null : $"RotaryDim = {to.RotaryDim.ToString(CultureInfo.InvariantCulture)}",
            to.Interleaved == start.Interleaved ? null : $"RotaryInterleaved = {(to.Interleaved ? "true" : "false")}",
        ];
        return all.OfType<string>();
    }

    private IEnumerable<Change> Heads()
    {
        int width = declared.Heads * declared.HeadDim, keyWidth = declared.KeyValueHeads * declared.HeadDim, rotated = declared.Position.RotaryDim;
        return
            from count in Enumerable.Range(1, width)
            where count != declared.Heads && width % count == 0
            let dim = width / count
            let keyHeads = keyWidth / dim
            where keyHeads > 0 && keyWidth % dim == 0 && count % keyHeads == 0

            // If all features of a head are rotated, RotaryDim may be written or a default.
            from ofRotation in rotated == declared.HeadDim ? new[] { dim, rotated } : [rotated]
            orderby Math.Abs(Math.Log((double)count / declared.Heads))
            select new Change(
                formula => formula with
                {
                    Heads = count, KeyValueHeads = keyHeads, HeadDim = dim,

                    // An explicit scale stays; the default follows from the width of a head.
                    Scale = declared.Scale ?? 1 / Math.Sqrt(dim),
                    Position = formula.Position with { RotaryDim = ofRotation },
                },
                $"{count} heads, not {declared.Heads}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Heads = {count}{(keyHeads == count ? "" : $" and KeyValueHeads = {keyHeads}")}{(width == declared.Embed ? "" : $" and HeadDim = {dim}")}{(ofRotation == dim || ofRotation == 0 ? "" : $" and RotaryDim = {ofRotation}")}"));
    }

    private IEnumerable<Change> Scales()
    {
        (Func<AttentionFormula, double> Scale, string Text)[] all =
        [
            (formula => 1 / Math.Sqrt(formula.HeadDim), "the scale 1/√HeadDim"),
            (_ => 1, "unscaled scores"),
            (_ => 1 / Math.Sqrt(declared.Embed), "the scale 1/√Embed"),
            (formula => 1.0 / formula.HeadDim, "the scale 1/HeadDim"),
        ];
        return
            from other in all
            where Math.Abs(other.Scale(_formula) - _formula.Scale) > 1e-6 * _formula.Scale
            select new Change(
                formula => formula with { Scale = other.Scale(formula) }, other.Text, (_, formula) => $"Scale = {Text(formula.Scale)}f");
    }

    private static string Text(double scale) => ((float)scale).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A change of one property.</summary>
    private sealed record Change(Func<AttentionFormula, AttentionFormula> Apply, string Text, Func<AttentionFormula, AttentionFormula, string> Write)
    {
        public Change(Func<AttentionFormula, AttentionFormula> apply, string text, string write)
            : this(apply, text, (_, _) => write)
        {
        }
    }
}

/// <summary>An alternative to the declared attention.</summary>
/// <param name="Formula">What it computes.</param>
/// <param name="Text">The difference in words.</param>
/// <param name="Write">What to write instead.</param>
internal sealed record AttentionAlternative(AttentionFormula Formula, string Text, string Write);
