using System.Text;

namespace ShapeGen.Build;

/// <summary>Text that the build writes: a file that says so already is not touched, so that nothing is compiled again for it.</summary>
internal static class WrittenFile
{
    public static void Update(string path, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!File.Exists(path) || !File.ReadAllBytes(path).SequenceEqual(bytes))
        {
            File.WriteAllBytes(path, bytes);
        }
    }
}
