using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator;

/// <summary>What models depend on besides their own classes.</summary>
/// <param name="Checkpoints">The checkpoints of the project.</param>
/// <param name="StageTimes">Whether models take the time of their stages.</param>
internal sealed record ProjectFacts(ProjectCheckpoints Checkpoints, bool StageTimes)
{
    /// <summary>The project's property that asks for models which take the time of their stages.</summary>
    private const string StageTimesProperty = "build_property.ShapeGenStageTimes";

    /// <summary>The property that the package's build files set: without them no checkpoint comes from the project to here.</summary>
    private const string ReadsCheckpointsProperty = "build_property.ShapeGenReadsCheckpoints";

    /// <param name="checkpoints">What the build has read.</param>
    /// <param name="properties">The project's properties.</param>
    public static ProjectFacts Of(EquatableArray<CheckpointFacts> checkpoints, AnalyzerConfigOptions properties) =>
        new(new(checkpoints, IsTrue(properties, ReadsCheckpointsProperty)), IsTrue(properties, StageTimesProperty));

    private static bool IsTrue(AnalyzerConfigOptions properties, string name) =>
        properties.TryGetValue(name, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
