using ShapeGen.Generator.Common;
using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Emission;

/// <summary>All that was generated for one declaration.</summary>
/// <param name="FileStem">The declaration's stem, which no other has.</param>
/// <param name="Files">Its files.</param>
/// <param name="Kernels">The kernels that it shares with other models.</param>
/// <param name="Failure">What the generator failed with, or null. The files are then a stub's.</param>
internal sealed record GeneratedModel(string FileStem, EquatableArray<GeneratedFile> Files, EquatableArray<Kernel> Kernels, string? Failure);
