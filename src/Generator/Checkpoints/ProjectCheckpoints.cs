using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>The checkpoints of a project.</summary>
/// <param name="Facts">What the build has read of them.</param>
/// <param name="AreRead">Whether the build reads them at all, which it does with the package's build files.</param>
internal sealed record ProjectCheckpoints(EquatableArray<CheckpointFacts> Facts, bool AreRead);
