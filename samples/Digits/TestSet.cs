using ShapeGen;

namespace Digits;

/// <summary>Test images that were not used for training, with their labels and PyTorch's results.</summary>
internal sealed class TestSet
{
    /// <summary>The value of a black pixel in the file; a white one is 0.</summary>
    private const float Black = 16;

    private readonly float[] _images;
    private readonly float[] _labels;
    private readonly float[] _predictions;
    private readonly float[] _logits;

    private TestSet(SafetensorsFile file)
    {
        _images = [.. file.ReadSingles("images").Select(pixel => pixel / Black)]; // [360, 8, 8]
        _labels = file.ReadSingles("labels");                                     // [360]
        _predictions = file.ReadSingles("pytorch_predictions");                   // [360]
        _logits = file.ReadSingles("pytorch_logits");                             // [360, 10]
    }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>Reads the file that train.py wrote.</summary>
    public static TestSet Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return new TestSet(file);
    }

    /// <summary>The pixels, [8, 8], 0 (white) to 1 (black).</summary>
    public ReadOnlySpan<float> Image(int index) => _images.AsSpan(index * DigitModel.Pixels, DigitModel.Pixels);

    /// <summary>The digit that was written.</summary>
    public int Label(int index) => (int)_labels[index];

    /// <summary>The digit that PyTorch predicts.</summary>
    public int PyTorchPrediction(int index) => (int)_predictions[index];

    /// <summary>PyTorch's logits, [10].</summary>
    public ReadOnlySpan<float> PyTorchLogits(int index) => _logits.AsSpan(index * DigitModel.OutputWidth, DigitModel.OutputWidth);
}
