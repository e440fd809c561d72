using System.Diagnostics;
using System.Text;
using ShapeGen.Tool.Tests.Verification;

namespace ShapeGen.Tool.Tests.Terminals;

/// <summary>Nested JSON in each file that a command reads: refused or passed over at once.</summary>
public class DeepJsonTests : ToolTests, IDisposable
{
    private const int Levels = 500_000;

    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(1);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("inspect")]
    [InlineData("declare")]
    [InlineData("explain")]
    public void Of_a_header(string command)
    {
        foreach (string start in new[] { "", "{\"a\":", "{\"a\":{\"shape\":", "{\"__metadata__\":" })
        {
            byte[] header = Encoding.UTF8.GetBytes(start + new string('[', Levels));
            File.WriteAllBytes(_folder.Path("model.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header]);
            Assert.Equal(3, Run(command, _folder.Name).ExitCode);
        }
    }

    [Fact]
    public void Of_a_configuration_beside_a_right_file()
    {
        File.Copy(RecordedReference.File("bert.safetensors"), _folder.Path("model.safetensors"));
        Directory.CreateDirectory(_folder.Path("1_Pooling"));
        foreach (string text in new[] { new string('[', Levels), string.Concat(Enumerable.Repeat("{\"a\":", Levels)), "{\"a\":\"" + string.Concat(Enumerable.Repeat("\\n", Levels)) })
        {
            _folder.Write("config.json", text);
            _folder.Write("1_Pooling/config.json", text);
            Run("inspect", _folder.Name);
            Run("declare", _folder.Name);
        }
    }

    [Fact]
    public void Of_an_index()
    {
        foreach (string start in new[] { "", "{\"weight_map\":", "{\"weight_map\":{\"a\":" })
        {
            string index = _folder.Write("model.safetensors.index.json", start + new string('[', Levels));
            foreach (string[] arguments in new string[][] { ["inspect", index], ["convert", index, "-o", _folder.Path("o.safetensors")] })
            {
                ToolResult result = Run(arguments);
                Assert.Equal(3, result.ExitCode);
                Assert.Contains("it is nested deeper than 64 levels", result.Error, StringComparison.Ordinal);
            }
        }
    }

    private ToolResult Run(params string[] arguments)
    {
        Stopwatch time = Stopwatch.StartNew();
        ToolResult result = Shapegen(arguments);
        Assert.True(time.Elapsed < s_soon, $"{string.Join(' ', arguments)} took {time.Elapsed}.");
        return result;
    }
}
