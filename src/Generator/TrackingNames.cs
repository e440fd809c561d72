namespace ShapeGen.Generator;

/// <summary>The names of the pipeline's steps, by which tests ask why each one ran.</summary>
internal static class TrackingNames
{
    public const string Results = "Results";
    public const string Declarations = "Declarations";
    public const string Diagnostics = "Diagnostics";
    public const string Models = "Models";
    public const string StageTimes = "StageTimes";
    public const string Kernels = "Kernels";
    public const string Checkpoints = "Checkpoints";
    public const string Embedded = "Embedded";
    public const string Misfits = "Misfits";
}
