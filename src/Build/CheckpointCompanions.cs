using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>What stands beside a checkpoint: HuggingFace's configuration, and a sentence embedder's pooling. The build reads it here, and so does the tool.</summary>
internal static class CheckpointCompanions
{
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>Lines of fields that are separated by tabs: <c>config</c>, <c>pooling</c>, or <c>unreadable</c>.</returns>
    public static string Describe(string folder)
    {
        StringBuilder text = new();
        Scalars(text, "config", Path.Combine(folder, "config.json"));
        Scalars(text, "pooling", Path.Combine(folder, "1_Pooling", "config.json"));
        if (File.Exists(Path.Combine(folder, "2_Normalize", "config.json")) || Directory.Exists(Path.Combine(folder, "2_Normalize")))
        {
            FactLines.Add(text, "pooling", "normalize", "true");
        }

        return text.ToString();
    }

    /// <summary>
    /// The numbers, words and switches of a JSON file, at its top and, as <c>text_config.hidden_act</c>, one level below; nothing where there is none. One that cannot be read
    /// is not the checkpoint's fault.
    /// </summary>
    private static void Scalars(StringBuilder text, string kind, string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            foreach (XElement element in JsonText.ReadFile(path).Elements())
            {
                string key = JsonText.NameOf(element);
                if (!element.HasElements)
                {
                    FactLines.Add(text, kind, key, element.Value);
                    continue;
                }

                foreach (XElement inner in element.Elements().Where(inner => element.Attribute("type")?.Value == "object" && !inner.HasElements))
                {
                    FactLines.Add(text, kind, $"{key}.{JsonText.NameOf(inner)}", inner.Value);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            FactLines.Add(text, "unreadable", Path.GetFileName(path), error.Message);
        }
    }
}
