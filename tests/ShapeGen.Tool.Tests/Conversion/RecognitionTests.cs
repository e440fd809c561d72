using System.Text;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Formats;
using ShapeGen.Tool.Inspection;
using ShapeGen.Tool.Verification;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>A file that is no safetensors file is refused by every command with what it is and what to do, in the same words.</summary>
public sealed class RecognitionTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Foreign() => new()
    {
        { "<!DOCTYPE html><html><head><title>Sign in</title></head></html>", "a web page (HTML), not a checkpoint: '<!DOCTYPE html><html><head><title>Sign in</title></head></html>'" },
        { "\n  <!doctype HTML>\n<html>", "a web page (HTML), not a checkpoint: '<!doctype HTML> <html>'" },
        { "\u00ef\u00bb\u00bf<html lang=en>", "a web page (HTML), not a checkpoint: '<html lang=en>'" },
        { "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML, not a checkpoint: '<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>'" },
        { "{\"error\":\"Invalid username or password.\"}", "JSON, not a checkpoint: '{\"error\":\"Invalid username or password.\"}'" },
        { "{\"e\":1}", "JSON, not a checkpoint: '{\"e\":1}'" },
        { "[\"a\", 1, 2, 3, 4]", "JSON, not a checkpoint" },
        { "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\"}}", "an index of several files" },
        { "Entry not found", "text, not a checkpoint: 'Entry not found'" },
        { "404: \u001b[31mNot Found", "not a checkpoint that can be read: it is not" },
        { "GGUF\u0003\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "this is GGUF" },
        { "tjgg\u0003\0\0\0", "this is GGML" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 90868376\n", "git lfs pull" },
        { "\u0089HDF\r\n\u001a\n\0\0\0\0\0\0\0\0", "this is HDF5" },
        { "\u0080\u0002\u008a\u000al\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.", "PyTorch before 1.6" },
        { "\u0080\u0004\u0095\u0010\0\0\0\0\0\0\0}", "not a zip archive, which torch.save writes" },
        { "\u001f\u008b\u0008\0\0\0\0\0\0\u0003", "gunzip" },
        { "BZh91AY&SY", "bunzip2" },
        { "\u00fd7zXZ\0\0\u0004", "unxz" },
        { "(\u00b5/\u00fd\u0004\u0000", "unzstd" },
        { "PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "neither data.pkl" },
        { "PK\u0003\u0004 and no more", "damaged or truncated" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Every_command_says_what_a_file_is(string content, string expected)
    {
        foreach (string name in new[] { "model.safetensors", "model.bin", "model.onnx" })
        {
            // By their names these two would be read as what they are not.
            if (expected.StartsWith("not a checkpoint", StringComparison.Ordinal) && name != "model.bin")
            {
                continue;
            }

            string path = _folder.Write(name, Encoding.Latin1.GetBytes(content));
            string message = _folder.Refuse(path);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', message);
            Assert.Single(message.Split('\n'));
            foreach (Action command in new Action[] { () => CheckpointSource.Open(path), () => Reference.Read(path), () => SafetensorsInput.Open(path) })
            {
                ToolException exception = Assert.Throws<ToolException>(command);
                Assert.Equal(message, exception.Message);
                Assert.Equal(ExitCode.BadFile, exception.ExitCode);
            }
        }
    }

    /// <summary>What convert reads, the others refuse with the command.</summary>
    [Theory]
    [InlineData("state.pt", "a PyTorch file")]
    [InlineData("typed.onnx", "an ONNX file")]
    [InlineData("arrays.npz", "a NumPy file")]
    [InlineData("version1.npy", "a NumPy file")]
    public void What_can_be_converted_is_told_under_any_name(string name, string expected)
    {
        string path = _folder.Write("model.safetensors", File.ReadAllBytes(Path.Combine(ConversionFolder.Files, name)));
        ToolException exception = Assert.Throws<ToolException>(() => CheckpointSource.Open(path));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("shapegen convert ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_TensorFlow_Lite_is_told()
    {
        string path = _folder.Write("model.safetensors", TFLiteTests.GoodModel());
        Assert.Contains("TensorFlow Lite", Assert.Throws<ToolException>(() => CheckpointSource.Open(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>The name does not matter, and neither does a header whose length looks like another format's mark.</summary>
    [Theory]
    [InlineData("model.pt", 0)]
    [InlineData("model.onnx", 0x508)]
    [InlineData("model.bin", 0x280)]
    [InlineData("model.h5", '{')]
    public void A_safetensors_file_is_one_under_any_name(string name, int headerLength)
    {
        string header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        string path = _folder.Write(name, DroppedFirstTests.Safetensors(header.PadRight(Math.Max(headerLength, header.Length)), new byte[4]));
        Assert.Equal("a", Assert.Single(CheckpointSource.Open(path).Tensors).Name);
        Assert.Equal(["a"], _folder.Convert(path).Tensors.Keys);
    }

    [Fact]
    public void A_file_with_types_that_are_no_weights_is_inspected()
    {
        string path = _folder.Write("model.safetensors", DroppedFirstTests.Safetensors(
            "{\"freqs\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]},\"q\":{\"dtype\":\"F4\",\"shape\":[4],\"data_offsets\":[8,10]}}", new byte[10]));
        ToolResult result = ToolInProcess.Run("inspect", path);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("C64", result.Output, StringComparison.Ordinal);
        Assert.Contains("F4", result.Output, StringComparison.Ordinal);
    }
}
