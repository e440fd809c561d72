using System.Buffers.Binary;
using System.Text;

namespace ShapeGen.Package.Tests;

/// <summary>The keyword sample as a process: what it hears in files and pipes, and what it says of a sound that it cannot hear.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class KeywordSpottingTests : IAsyncLifetime, IDisposable
{
    private const int Header = 44;

    /// <summary>Once for all tests of this class.</summary>
    private static readonly Lazy<Task> Built = new(() => Tool.DotnetSucceeds(Tool.Repository, "build", "-c", "Release", "samples/KeywordSpotting"));

    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-keywords-").FullName;

    private static string Program => Path.Combine(Tool.Repository, "samples", "KeywordSpotting", "bin", "Release", "net10.0", "KeywordSpotting.dll");

    public Task InitializeAsync() => Built.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [KeywordFact]
    public async Task The_command_hears_yes_no_and_silence()
    {
        string yes = await Tool.DotnetSucceeds(Tool.Repository, "run", "-c", "Release", "--project", "samples/KeywordSpotting", "--", Clip("yes"));
        Assert.Contains("    1.0 s  yes      91 %", yes, StringComparison.Ordinal);
        Assert.Contains("Heard yes at ", yes, StringComparison.Ordinal);

        string no = await Succeeds([Clip("no")]);
        Assert.Contains("    1.0 s  no       91 %", no, StringComparison.Ordinal);
        Assert.Contains("Heard no at ", no, StringComparison.Ordinal);

        string silence = await Succeeds([Clip("silence")]);
        Assert.Contains("    1.0 s  silence  91 %", silence, StringComparison.Ordinal);
        Assert.Contains("Heard no word.", silence, StringComparison.Ordinal);
    }

    /// <summary>Raw PCM, and a WAV file whose length its writer did not know, as arecord's.</summary>
    [KeywordFact]
    public async Task Pipes_are_heard_as_the_file_is()
    {
        byte[] file = await File.ReadAllBytesAsync(Clip("yes"));
        string expected = Heard(await Succeeds([Clip("yes")]));
        Assert.Equal(expected, Heard(await Succeeds([], file[Header..])));

        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 0x80000024);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Header - 4), 0x80000000);
        Assert.Equal(expected, Heard(await Succeeds([], file)));
    }

    [KeywordFact]
    public async Task Stereo_at_a_higher_rate_is_made_fit()
    {
        ReadOnlySpan<byte> sound = (await File.ReadAllBytesAsync(Clip("yes"))).AsSpan(Header);
        byte[] stereo = new byte[sound.Length * 4]; // each sample twice, on two channels
        for (int i = 0; i < sound.Length; i += 2)
        {
            for (int copy = 0; copy < 4; copy++)
            {
                sound.Slice(i, 2).CopyTo(stereo.AsSpan((i * 4) + (copy * 2)));
            }
        }

        string output = await Succeeds([Write("stereo.wav", Wav(stereo, channels: 2, rate: 32000))]);
        Assert.Contains("32,000 samples per second, resampled to 16,000, 2 channels, mixed into one", output, StringComparison.Ordinal);
        Assert.Contains("Heard yes at ", output, StringComparison.Ordinal);
    }

    /// <summary>What came is heard; then it says that there should have been more.</summary>
    [KeywordFact]
    public async Task A_sound_that_ends_in_the_middle_is_heard_and_refused()
    {
        byte[] file = await File.ReadAllBytesAsync(Clip("yes"));
        string fromFile = await Fails([Write("cut.wav", file[..30000])]);
        Assert.Contains("    0.9 s  yes", fromFile, StringComparison.Ordinal);
        Assert.Contains("cut.wav is truncated: it has 29,956 of 32,000 bytes of sound.", fromFile, StringComparison.Ordinal);
        Assert.Contains("Standard input is truncated: it has 29,956 of 32,000 bytes of sound.", await Fails([], file[..30000]), StringComparison.Ordinal);
        Assert.Contains("Standard input ends in the middle of a sample.", await Fails([], file[Header..30001]), StringComparison.Ordinal);
        Assert.Contains("There is no sound: the input has no samples.", await Fails([], []), StringComparison.Ordinal);
    }

    /// <summary>The sound is looked at before the model is loaded: any files stand for it here.</summary>
    [Fact]
    public async Task A_sound_that_cannot_be_heard_is_named()
    {
        string any = Path.Combine(Tool.Repository, "README.md");
        async Task<string> Refusal(string name, byte[] bytes) => await Fails([Write(name, bytes), "--model", any, "--frontend", any, "--labels", any]);

        byte[] sound = new byte[3200];
        Assert.Contains("text.wav is not a WAV file: it begins with \"hell\"", await Refusal("text.wav", Encoding.ASCII.GetBytes("hello, world")), StringComparison.Ordinal);
        Assert.Contains("slow.wav has 8,000 samples per second. The model needs 16,000 or more.", await Refusal("slow.wav", Wav(sound, rate: 8000)), StringComparison.Ordinal);
        Assert.Contains("cut.wav is truncated: it ends before its sound begins.", await Refusal("cut.wav", Wav(sound)[..30]), StringComparison.Ordinal);
        Assert.Contains("half.wav has 16-bit samples of the kind IeeeFloat", await Refusal("half.wav", Wav(sound, encoding: 3)), StringComparison.Ordinal);
        Assert.Contains("The sound cannot be opened", await Fails(["nowhere.wav", "--model", any, "--frontend", any, "--labels", any]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_checkpoint_is_named_with_where_to_get_it()
    {
        string output = await Fails([Write("any.wav", Wav(new byte[3200])), "--model", Path.Combine(_folder, "kwt1.safetensors")]);
        Assert.Contains("kwt1.safetensors: the checkpoint of KWT-1", output, StringComparison.Ordinal);
        Assert.Contains("github.com/ARM-software/keyword-transformer", output, StringComparison.Ordinal);
    }

    private static string Clip(string word) => Path.Combine(KeywordFactAttribute.Folder, "audio", $"{word}_1000ms.wav");

    /// <summary>Without the first line, which says what the sound is.</summary>
    private static string Heard(string output) => output[output.IndexOf('\n', StringComparison.Ordinal)..];

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Wav(byte[] sound, short encoding = 1, short channels = 1, int rate = 16000)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("RIFF"u8);
        writer.Write(Header - 8 + sound.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write(encoding);
        writer.Write(channels);
        writer.Write(rate);
        writer.Write(rate * channels * 2);
        writer.Write((short)(channels * 2));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(sound.Length);
        writer.Write(sound);
        return stream.ToArray();
    }

    private static async Task<string> Succeeds(string[] arguments, byte[]? input = null)
    {
        (int exitCode, string output) = await Tool.DotnetReads(Tool.Repository, input ?? [], [Program, .. arguments]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static async Task<string> Fails(string[] arguments, byte[]? input = null)
    {
        (int exitCode, string output) = await Tool.DotnetReads(Tool.Repository, input ?? [], [Program, .. arguments]);
        Assert.True(exitCode == 1, output);
        return output;
    }
}
