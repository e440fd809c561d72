using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Operations.Rotary;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Modules;

/// <summary>How the scores of an attention know where tokens are.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Theta">The base of rotary angles.</param>
/// <param name="LocalTheta">That of local layers, where there are global ones too.</param>
/// <param name="RotaryDim">Features of a head that are rotated.</param>
/// <param name="Interleaved">Whether neighbours are rotated together.</param>
/// <param name="Buckets">Buckets of distances.</param>
/// <param name="MaxDistance">The distance from which on all are in the last bucket.</param>
internal sealed record PositionSettings(
    PositionEncoding Kind, float Theta, float LocalTheta, int RotaryDim, bool Interleaved, int Buckets, int MaxDistance)
{
    public static readonly PositionSettings None = new(PositionEncoding.None, 0, 0, 0, false, 0, 0);

    public ScoreBias ScoreBias => Kind switch
    {
        PositionEncoding.None or PositionEncoding.Rotary => ScoreBias.None,
        PositionEncoding.Alibi => ScoreBias.Alibi,
        PositionEncoding.RelativeBuckets => ScoreBias.Buckets,
        _ => throw new InvalidOperationException($"No score bias is known for {Kind}."),
    };

    /// <summary>How queries and keys are rotated, or null where they are not.</summary>
    public RotarySettings? Rotary => Kind switch
    {
        PositionEncoding.Rotary => new(Theta, RotaryDim, Interleaved),
        PositionEncoding.None or PositionEncoding.Alibi or PositionEncoding.RelativeBuckets => null,
        _ => throw new InvalidOperationException($"No rotation is known for {Kind}."),
    };

    /// <summary>The buckets of distances, or null where there are none.</summary>
    public DistanceBuckets? BucketsOf(double scale, Band band) => ScoreBias == ScoreBias.Buckets ? new(Buckets, MaxDistance, band.IsCausal, scale) : null;

    /// <summary>As the user writes it.</summary>
    public static string Written(PositionEncoding kind) => $"Position = PositionEncoding.{kind}";

    public static PositionSettings Read(ModuleArguments arguments, int? headDim, Band band)
    {
        PositionEncoding kind = arguments.Enumeration("Position", PositionEncoding.None);
        float theta = arguments.Positive("RotaryTheta", 10_000);
        float localTheta = arguments.Positive("LocalRotaryTheta", theta);
        int rotaryDim = arguments.OptionalSize("RotaryDim", headDim ?? 2);
        bool interleaved = arguments.Flag("RotaryInterleaved", false);
        int buckets = arguments.OptionalSize("Buckets", 32);
        int maxDistance = arguments.OptionalSize("MaxDistance", 128);
        string present = Written(kind);
        arguments.OnlyWith(kind == PositionEncoding.Rotary, Written(PositionEncoding.Rotary), present, "RotaryTheta", "LocalRotaryTheta", "RotaryDim", "RotaryInterleaved");
        arguments.OnlyWith(kind == PositionEncoding.RelativeBuckets, Written(PositionEncoding.RelativeBuckets), present, "Buckets", "MaxDistance");
        arguments.OnlyWith(kind != PositionEncoding.Rotary || band.GlobalEvery > 0, "GlobalEvery", "an attention without GlobalEvery", "LocalRotaryTheta");
        if (kind == PositionEncoding.Rotary && headDim is { } features)
        {
            CheckRotaryDim(arguments, rotaryDim, features);
        }

        if (kind == PositionEncoding.RelativeBuckets)
        {
            CheckBuckets(arguments, buckets, maxDistance, band.IsCausal);
        }

        return kind switch
        {
            PositionEncoding.Rotary => new(kind, theta, localTheta, rotaryDim, interleaved, 0, 0),
            PositionEncoding.RelativeBuckets => new(kind, 0, 0, 0, false, buckets, maxDistance),
            PositionEncoding.None or PositionEncoding.Alibi => None with { Kind = kind },
            _ => None, // An unknown value is reported.
        };
    }

    private static void CheckRotaryDim(ModuleArguments arguments, int rotaryDim, int headDim)
    {
        string written = $"RotaryDim = {Literals.Integer(rotaryDim)}";
        if (rotaryDim > headDim)
        {
            arguments.Contradiction("RotaryDim", written, $"HeadDim = {Literals.Integer(headDim)}", $"no more features can be rotated than a head has; use RotaryDim = {Literals.Integer(headDim - (headDim % 2))} or less", arguments.Set("RotaryDim", headDim - (headDim % 2)));
        }
        else if (rotaryDim % 2 != 0)
        {
            arguments.Contradiction(
                arguments.IsWritten("RotaryDim") ? "RotaryDim" : "Position", written, "Position = PositionEncoding.Rotary", $"features are rotated in pairs; use RotaryDim = {Literals.Integer(rotaryDim - 1)}{(rotaryDim < headDim ? $" or {Literals.Integer(rotaryDim + 1)}" : "")}", arguments.Set("RotaryDim", rotaryDim - 1));
        }
    }

    private static void CheckBuckets(ModuleArguments arguments, int buckets, int maxDistance, bool isCausal)
    {
        int oneSide = isCausal ? buckets : buckets / 2;
        if (buckets < (isCausal ? 2 : 4) || (!isCausal && buckets % 2 != 0))
        {
            arguments.Contradiction(
                "Buckets", $"Buckets = {Literals.Integer(buckets)}", "Position = PositionEncoding.RelativeBuckets", isCausal ? "there must be at least 2; use T5's 32" : "half of them are for each side, at least 2; use an even number from 4 on, as T5's 32");
        }
        else if (maxDistance <= oneSide / 2)
        {
            arguments.Contradiction(
                arguments.IsWritten("MaxDistance") ? "MaxDistance" : "Buckets", $"MaxDistance = {Literals.Integer(maxDistance)}", $"Buckets = {Literals.Integer(buckets)}", $"the first {Literals.Integer(oneSide / 2)} distances have a bucket each, and MaxDistance must be beyond them; use MaxDistance = {Literals.Integer((oneSide / 2) + 1)} or more", arguments.Set("MaxDistance", (oneSide / 2) + 1));
        }
    }
}
