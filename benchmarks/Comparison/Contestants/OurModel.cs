using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Contestants;

/// <summary>The generated model, on one thread by default.</summary>
internal sealed class OurModel(Encoder model, float[] input, int threads = 1) : Contestant
{
    private readonly float[] _output = new float[input.Length];

    public override string Name => "ShapeGen";

    public float[] Output => _output;

    protected override void Compute() => model.Forward(input, _output, threads);
}
