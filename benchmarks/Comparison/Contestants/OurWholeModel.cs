using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Contestants;

/// <summary>A generated whole model, on one thread.</summary>
internal sealed class OurWholeModel(Action<ModelInput, float[]> forward, ModelInput input, int outputLength) : Contestant
{
    public override string Name => "ShapeGen";

    public float[] Output { get; } = new float[outputLength];

    protected override void Compute() => forward(input, Output);
}
