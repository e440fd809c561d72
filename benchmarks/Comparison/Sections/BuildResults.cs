namespace ShapeGen.Comparison.Sections;

// The JSON of benchmarks/Editor, which has records of the same names.

/// <summary>Milliseconds of a keystroke, by round, in a project with <c>Models</c> models.</summary>
internal sealed record KeystrokeResult(int Models, bool IsOurs, double[] Milliseconds);

/// <summary>Milliseconds of a compilation in a warm compiler, by round.</summary>
internal sealed record CompileResult(int Models, double[] Milliseconds);

/// <summary>Milliseconds of a run of an empty generator, and of the first and the second run of ours.</summary>
/// <param name="CompilersOwn">The empty generator.</param>
/// <param name="First">The first run of ours.</param>
/// <param name="Second">The second.</param>
/// <param name="Jit">The JIT's part of the first run, on the calling thread.</param>
/// <param name="Methods">Methods that it compiled in that time.</param>
/// <param name="IntermediateBytes">Their IL.</param>
internal sealed record ColdResult(double CompilersOwn, double First, double Second, double Jit, long Methods, long IntermediateBytes);

/// <summary>Bytes of the managed heap.</summary>
internal sealed record MemoryResult(int Models, long Bytes);

/// <summary>The sizes for all models together, including the kernels that they share.</summary>
internal sealed record SizeResult(int Models, long Lines, long Characters, long IntermediateBytes);
