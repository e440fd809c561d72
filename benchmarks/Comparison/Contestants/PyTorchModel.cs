using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Contestants;

/// <summary>The case that the Python process has loaded; it takes the time itself.</summary>
internal sealed class PyTorchModel(PyTorchProcess process) : Contestant
{
    public override string Name => "PyTorch";

    public override double Time(int calls) => process.Run(calls);
}
