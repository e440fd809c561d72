using System.Globalization;
using System.Text.Json;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;
using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Tool.Tests.Inspection;

namespace ShapeGen.Numerics.Tests.Tool;

/// <summary>A golden file as a user has it on the disk, and how the tool is called for it.</summary>
internal sealed class GoldenFolder : IDisposable
{
    private readonly GoldenCheckpoint _checkpoint;
    private readonly SuggestionCase _golden;

    /// <param name="golden">The golden.</param>
    /// <param name="withConfiguration">Whether HuggingFace's files stand beside it.</param>
    public GoldenFolder(SuggestionCase golden, bool withConfiguration)
    {
        _golden = golden;
        List<ConfigEntry> pooling = [.. golden.PoolingConfig];
        _checkpoint = withConfiguration
            ? new(golden.Name, Json(golden.Config), pooling.Count > 0 ? Json(pooling) : null, golden.IsNormalized)
            : new(golden.Name);
    }

    /// <summary>The checkpoint.</summary>
    public string Path => _checkpoint.Path;

    /// <summary>A file beside it.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_checkpoint.Folder, name);

    /// <summary>What only a user knows, as options of <c>declare</c>.</summary>
    public IEnumerable<string> Options(bool withConfiguration)
    {
        if (_golden.LayersOnly)
        {
            yield return "--layers-only";
        }

        if (withConfiguration && _golden.Image is { } image)
        {
            yield return "--image";
            yield return string.Create(CultureInfo.InvariantCulture, $"{image.Height}x{image.Width}");
        }
    }

    public void Dispose() => _checkpoint.Dispose();

    private static string Json(IEnumerable<ConfigEntry> entries) =>
        "{" + string.Join(", ", entries.Where(entry => entry.Key.Length > 0).Select(entry => $"{JsonSerializer.Serialize(entry.Key)}: {(entry.Kind == "string" ? JsonSerializer.Serialize(entry.Value) : entry.Value)}")) + "}";
}
