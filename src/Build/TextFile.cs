using System.Text;

namespace ShapeGen.Build;

/// <summary>Writes text files of the build. A file that already has the text is not written, so that nothing is compiled again because of it.</summary>
internal static class TextFile
{
    public static void WriteIfChanged(string path, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!File.Exists(path) || !File.ReadAllBytes(path).SequenceEqual(bytes))
        {
            File.WriteAllBytes(path, bytes);
        }
    }
}
