namespace ShapeGen.Generator;

/// <summary>The names of the pipeline's steps, by which tests ask why each one ran.</summary>
internal static class TrackingNames
{
    public const string Project = "Project";
    public const string Results = "Results";
    public const string Checked = "Checked";
    public const string Inputs = "Inputs";
    public const string Models = "Models";
    public const string Outputs = "Outputs";
    public const string Kernels = "Kernels";
    public const string Diagnostics = "Diagnostics";
}
