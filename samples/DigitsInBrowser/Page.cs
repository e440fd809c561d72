using System.Runtime.InteropServices.JavaScript;
using Digits;
using DigitsInBrowser.Drawing;
using DigitsInBrowser.Model;
using ShapeGen;

namespace DigitsInBrowser;

/// <summary>The methods that the page calls. They read one image at a time; the page then asks for the results it shows.</summary>
internal static partial class Page
{
    private static readonly float[] Pixels = new float[DigitModel.Pixels];
    private static readonly float[] Logits = new float[DigitModel.OutputWidth];

    private static DigitModel? s_model;
    private static Attention? s_attention;

    /// <summary>Loads the model from the embedded checkpoint.</summary>
    public static void Load()
    {
        using SafetensorsFile checkpoint = SafetensorsFile.OpenResource(typeof(Page).Assembly, "digits.safetensors");
        s_model = DigitModel.Load(checkpoint);
        s_attention = Attention.Load(checkpoint);
    }

    /// <summary>Reads a drawing.</summary>
    /// <param name="points">The stroke's number, x and y of each point, in order; the side of the drawing area is 1.</param>
    [JSExport]
    public static void ReadDrawing(double[] points)
    {
        Bitmap.OfStrokes(points).Shrink(Pixels);
        Read();
    }

    /// <summary>Reads an image.</summary>
    /// <param name="pixels">[8, 8], 0 (white) to 1 (black).</param>
    [JSExport]
    public static void ReadPixels(double[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, Pixels.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            Pixels[i] = (float)pixels[i];
        }

        Read();
    }

    /// <summary>The image that was read, [8, 8], 0 (white) to 1 (black).</summary>
    [JSExport]
    public static double[] GetPixels() => Array.ConvertAll(Pixels, pixel => (double)pixel);

    /// <summary>The model's logits, one for each digit.</summary>
    [JSExport]
    public static double[] GetLogits() => Array.ConvertAll(Logits, logit => (double)logit);

    /// <summary>The attention weights, [layer, head, query patch, key patch]; each row adds up to 1.</summary>
    [JSExport]
    public static double[] GetAttention() => Array.ConvertAll(Loaded(s_attention).Weights, weight => (double)weight);

    private static void Read()
    {
        Loaded(s_model).Forward(Pixels, Logits);
        Loaded(s_attention).Compute(Pixels);
    }

    private static T Loaded<T>(T? part) where T : class => part ?? throw new InvalidOperationException("The model is not loaded yet.");
}
