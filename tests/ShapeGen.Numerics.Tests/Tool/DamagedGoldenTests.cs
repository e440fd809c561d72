using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Tool.Tests;

namespace ShapeGen.Numerics.Tests.Tool;

/// <summary>
/// Golden files of every family, damaged: one line that names the file and what is wrong, or a line for each of two, and the exit code 3. Damages and commands take turns from
/// file to file; what else may be wrong with a file, the tests of the runtime and of the tool have.
/// </summary>
public class DamagedGoldenTests : ToolTests
{
    private static readonly (string Name, Func<byte[], byte[]> Damage, string Message)[] s_damages =
    [
        ("cut in the header", bytes => bytes[..(8 + (Header(bytes) / 2))], "the file ends"),
        ("cut in the data", bytes => bytes[..^((bytes.Length - 8 - Header(bytes)) / 2)], "the file ends"),
        ("a byte of the header changed", ChangeByte, "'bata_offsets'"),
        ("an offset that overlaps", Overlap, " overlap"),
    ];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            TheoryData<string, string, string> cases = [];
            for (int i = 0; i < SuggestionCase.OfProcesses.Count; i++)
            {
                cases.Add(SuggestionCase.OfProcesses[i].Name, s_damages[i % s_damages.Length].Name, i / s_damages.Length % 2 == 0 ? "inspect" : "declare");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_said_what_is_wrong(string name, string damage, string command)
    {
        using GoldenFolder folder = new(SuggestionCase.Of(name), withConfiguration: false);
        (string _, Func<byte[], byte[]> change, string message) = s_damages.Single(kind => kind.Name == damage);
        File.WriteAllBytes(folder.Path, change(File.ReadAllBytes(folder.Path)));
        Refused(Shapegen(command, folder.Path), folder, message);
    }

    /// <summary>The commands that run a model find it too, with or without a declaration.</summary>
    [Theory]
    [InlineData("verify")]
    [InlineData("explain")]
    [InlineData("bench")]
    public void So_do_the_commands_that_run_a_model(string command)
    {
        SuggestionCase golden = SuggestionCase.Of("Models/minilm");
        using GoldenFolder folder = new(golden, withConfiguration: false);
        byte[] whole = File.ReadAllBytes(folder.Path);
        File.WriteAllText(folder.Beside("Model.cs"), $"using ShapeGen;\n[{golden.Declaration}] public sealed partial class Model;\n");
        foreach ((string _, Func<byte[], byte[]> damage, string message) in s_damages)
        {
            File.WriteAllBytes(folder.Path, damage(whole));
            string[] options = command == "verify" ? ["--reference", golden.Path] : [];
            Refused(Shapegen([command, folder.Path, .. options]), folder, message);
        }

        File.WriteAllBytes(folder.Path, Overlap(whole));
        string[] declared = command == "verify" ? ["--reference", golden.Path] : command == "bench" ? ["--seconds", "0.01"] : ["-o", folder.Beside("page.html")];
        Refused(Shapegen([command, folder.Path, "--declaration", folder.Beside("Model.cs"), .. declared]), folder, " overlap");
    }

    private static void Refused(ToolResult result, GoldenFolder folder, string message)
    {
        Assert.True(result.ExitCode == 3, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.Equal("", result.Output);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"'{folder.Path}' is not a valid safetensors file:", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.StartsWith("  - ", line, StringComparison.Ordinal));
        Assert.InRange(lines.Length, 1, 3);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private static int Header(byte[] bytes) => (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);

    /// <summary>The first tensor has no <c>data_offsets</c> any more.</summary>
    private static byte[] ChangeByte(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        changed[changed.AsSpan().IndexOf("data_offsets"u8)] = (byte)'b';
        return changed;
    }

    /// <summary>The second tensor of the data begins before the first one ends.</summary>
    private static byte[] Overlap(byte[] bytes)
    {
        JsonObject header = JsonNode.Parse(bytes.AsSpan(8, Header(bytes)))!.AsObject();
        JsonArray offsets = header.Where(entry => entry.Key != "__metadata__").Select(entry => entry.Value!["data_offsets"]!.AsArray()).OrderBy(pair => pair[0]!.GetValue<long>()).ElementAt(1);
        (long begin, long end) = (offsets[0]!.GetValue<long>(), offsets[1]!.GetValue<long>());
        offsets[0] = begin - 4;
        offsets[1] = end - 4;
        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. bytes.AsSpan(8 + Header(bytes))];
    }
}
