using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>
/// The published encoder of Moonshine, a speech-to-text model, and what ONNX Runtime computes with it. The npm package that it is in has more than 100 MB, so it
/// is fetched once a machine, into the folder for temporary files; without it, or without ONNX Runtime, the tests are skipped.
/// </summary>
internal static class MoonshineFiles
{
    private const string Package = "@usefulsensors/moonshine-js@0.1.2";

    private const string FileOfPackage = "package/dist/model/tiny/float/encoder_model.onnx";

    private const string Sha256OfFile = "CBBF580F703B2AF2137E0F6D14CD87F31CC67BD858BFD8715403A9489982D1A5";

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"shapegen-moonshine-0.1.2-{Environment.UserName}");

    private static readonly string Onnx = Path.Combine(Folder, "encoder_model.onnx");

    private static readonly string Runner = Path.Combine(Repository.Root, "tools", "OnnxRun.cs");

    private static readonly Lazy<string?> Absent = new(() => Alone(FindAbsent));

    private static readonly Lazy<byte[]> Converted = new(MakeCheckpoint);

    /// <summary>What cannot be had, and why; or null.</summary>
    public static string? Missing => Absent.Value;

    /// <summary>The encoder's weights as <c>shapegen convert</c> makes them, with the command of docs/models.md.</summary>
    public static byte[] Checkpoint => Converted.Value;

    /// <summary>ONNX Runtime's result for samples of sound. It is kept: the tests run again for each instruction set.</summary>
    public static float[] OnnxRuntime(ReadOnlyMemory<float> samples) => Alone(() =>
    {
        byte[] bytes = MemoryMarshal.AsBytes(samples.Span).ToArray();
        byte[] version = File.ReadAllBytes(Path.Combine(Repository.Root, "Directory.Packages.props"));
        string name = Path.Combine(Folder, Convert.ToHexString(SHA256.HashData([.. bytes, .. File.ReadAllBytes(Runner), .. version]))[..16]);
        string result = name + ".result";
        if (!File.Exists(result))
        {
            File.WriteAllBytes(name + ".samples", bytes);
            (int exitCode, string output) = Command.Run("dotnet", "run", Runner, "--", Onnx, name + ".samples", name + ".new");
            Assert.True(exitCode == 0, output);
            File.Delete(name + ".samples");
            File.Move(name + ".new", result, overwrite: true);
        }

        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(result)).ToArray();
    });

    private static byte[] MakeCheckpoint()
    {
        Assert.True(IsWhole(), $"{FileOfPackage} of {Package} is not what it was.");
        string checkpoint = Path.Combine(Folder, $"{Guid.NewGuid():N}.safetensors");
        (int exitCode, string output) = Command.Run(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "ShapeGen.Tool.dll"), "convert", Onnx, "--output", checkpoint,
            "--names", "node", "--drop", "/*", "--drop", "onnx::*", "--map", "*.self_attn.dense.weight=*.self_attn.o_proj.weight");
        Assert.True(exitCode == 0, output);
        byte[] bytes = File.ReadAllBytes(checkpoint);
        File.Delete(checkpoint);
        return bytes;
    }

    private static string? FindAbsent()
    {
        try
        {
            if (!IsWhole() && Fetch() is { } reason)
            {
                return $"npm cannot fetch {Package}: {reason}";
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{Package} cannot be kept: {exception.Message}";
        }

        (int exitCode, string output) = Command.Run("dotnet", "restore", Runner);
        return exitCode == 0 ? null : $"ONNX Runtime cannot be restored: {FirstError(output)}";
    }

    /// <summary>The first line that tells it; what follows is the tools' own affair.</summary>
    private static string FirstError(string output)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault("no output");
    }

    /// <summary>Anyone can write to the folder for temporary files.</summary>
    private static bool IsWhole()
    {
        if (!File.Exists(Onnx))
        {
            return false;
        }

        using FileStream file = File.OpenRead(Onnx);
        return Convert.ToHexString(SHA256.HashData(file)) == Sha256OfFile;
    }

    /// <returns>Why it failed, or null.</returns>
    private static string? Fetch()
    {
        Directory.CreateDirectory(Folder);
        (int exitCode, string output) = Command.Run(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "pack", Package, "--pack-destination", Folder, "--fetch-retries", "0", "--loglevel", "error");
        if (exitCode != 0)
        {
            return FirstError(output);
        }

        string archive = Directory.GetFiles(Folder, "*.tgz").Single();
        using (GZipStream content = new(File.OpenRead(archive), CompressionMode.Decompress))
        using (TarReader entries = new(content))
        {
            while (entries.GetNextEntry() is { } entry)
            {
                if (entry.Name == FileOfPackage)
                {
                    entry.ExtractToFile(Onnx, overwrite: true);
                }
            }
        }

        File.Delete(archive);
        return null;
    }

    /// <summary>One process at a time: the runs for other instruction sets are processes beside this one.</summary>
    private static T Alone<T>(Func<T> action)
    {
        using Mutex mutex = new("shapegen-moonshine", new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });
        try
        {
            mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Its owner ended; it is ours now, and files are moved into place when they are whole.
        }

        try
        {
            return action();
        }
        finally
        {
            mutex.ReleaseMutex();
        }
    }
}
