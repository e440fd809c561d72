namespace Digits;

/// <summary>Draws digits with shading characters.</summary>
internal static class Terminal
{
    /// <summary>From white to black.</summary>
    private const string Shades = " ░▒▓█";

    /// <summary>Draws an image with lines of text to its right.</summary>
    /// <param name="image">[8, 8] pixels of 0 to 1.</param>
    /// <param name="captions">At most 8 lines.</param>
    public static void Draw(ReadOnlySpan<float> image, params ReadOnlySpan<string> captions)
    {
        int firstCaption = (DigitModel.Side - captions.Length) / 2;
        for (int row = 0; row < DigitModel.Side; row++)
        {
            Console.Write("  ");
            foreach (float pixel in image.Slice(row * DigitModel.Side, DigitModel.Side))
            {
                // Twice, because a character is about half as wide as it is high.
                char shade = Shades[(int)MathF.Round(pixel * (Shades.Length - 1))];
                Console.Write(shade);
                Console.Write(shade);
            }

            int caption = row - firstCaption;
            Console.WriteLine(caption >= 0 && caption < captions.Length ? "   " + captions[caption] : "");
        }

        Console.WriteLine();
    }
}
