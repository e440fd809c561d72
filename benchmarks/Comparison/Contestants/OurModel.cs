using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Contestants;

/// <summary>The generated model, on one thread unless told otherwise.</summary>
internal sealed class OurModel(Case item, Encoder model, float[] input, int threads = 1) : LocalContestant
{
    private readonly float[] _output = new float[input.Length];

    public override string Name => "ShapeGen";

    public ReadOnlySpan<float> Output => _output;

    protected override void Call() => model.Forward(input, _output, item.Batch, threads);
}
