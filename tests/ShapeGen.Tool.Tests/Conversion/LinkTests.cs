using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>A model names the files of its tensors; a name in its folder may be a link to any other file.</summary>
public sealed class LinkTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("link")]
    [InlineData("folder")]
    [InlineData("chain")]
    [InlineData("relative")]
    public void A_link_that_leaves_the_folder_is_refused(string kind)
    {
        string secret = _folder.Write("secret/data.bin", new byte[24]);
        string model = _folder.Write("model/model.onnx", HostileOnnxTests.Model(HostileOnnxTests.ExternalTensor(("location", kind == "folder" ? "sub/data.bin" : "data.bin"))));
        switch (kind)
        {
            case "link":
                File.CreateSymbolicLink(_folder.At("model/data.bin"), secret);
                break;
            case "folder":
                Directory.CreateSymbolicLink(_folder.At("model/sub"), _folder.At("secret"));
                break;
            case "chain":
                File.CreateSymbolicLink(_folder.At("model/data.bin"), "next.bin");
                File.CreateSymbolicLink(_folder.At("model/next.bin"), secret);
                break;
            default:
                File.CreateSymbolicLink(_folder.At("model/data.bin"), "../secret/data.bin");
                break;
        }

        string message = _folder.Refuse(model);
        Assert.Contains("outside the folder of the model", message, StringComparison.Ordinal);
        Assert.Contains("'w' [2, 3]", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.bin", "real.bin")]
    [InlineData("data.bin", "sub/../real.bin")]
    [InlineData("sub/data.bin", "../real.bin")]
    public void A_link_within_the_folder_is_followed(string location, string target)
    {
        string model = _folder.Write("model/model.onnx", HostileOnnxTests.Model(HostileOnnxTests.ExternalTensor(("location", location))));
        _folder.Write("model/real.bin", new byte[24]);
        Directory.CreateDirectory(_folder.At("model/sub"));
        File.CreateSymbolicLink(_folder.At("model/" + location), target);
        Assert.Single(_folder.Convert(model).Tensors);
    }

    /// <summary>Hugging Face's cache has every file of a snapshot as a link into one folder: what is beside the model's own file is beside the model.</summary>
    [Fact]
    public void The_files_of_a_cache_are_followed()
    {
        _folder.Write("blobs/1", HostileOnnxTests.Model(HostileOnnxTests.ExternalTensor(("location", "model.onnx_data"))));
        _folder.Write("blobs/2", new byte[24]);
        Directory.CreateDirectory(_folder.At("snapshots/abc"));
        File.CreateSymbolicLink(_folder.At("snapshots/abc/model.onnx"), "../../blobs/1");
        File.CreateSymbolicLink(_folder.At("snapshots/abc/model.onnx_data"), "../../blobs/2");
        Assert.Single(_folder.Convert(_folder.At("snapshots/abc/model.onnx")).Tensors);
    }

    /// <summary>The folder of the model may be a link itself.</summary>
    [Fact]
    public void A_folder_that_is_a_link_is_the_folder_it_leads_to()
    {
        _folder.Write("real/model.onnx", HostileOnnxTests.Model(HostileOnnxTests.ExternalTensor(("location", "data.bin"))));
        _folder.Write("real/data.bin", new byte[24]);
        Directory.CreateSymbolicLink(_folder.At("link"), "real");
        Assert.Single(_folder.Convert(_folder.At("link/model.onnx")).Tensors);
    }

    [Fact]
    public void Links_in_a_circle_have_an_end()
    {
        File.CreateSymbolicLink(_folder.At("a"), "b");
        File.CreateSymbolicLink(_folder.At("b"), "a");
        Assert.Contains("links", Assert.Throws<IOException>(() => RealPath.Of(_folder.At("a"))).Message, StringComparison.Ordinal);
        string model = _folder.Write("model.onnx", HostileOnnxTests.Model(HostileOnnxTests.ExternalTensor(("location", "a"))));
        Assert.Contains("more than 40 links", _folder.Refuse(model), StringComparison.Ordinal);
        File.CreateSymbolicLink(_folder.At("nowhere"), "none");
        string dangling = _folder.Write("model.onnx", HostileOnnxTests.Model(HostileOnnxTests.ExternalTensor(("location", "nowhere"))));
        Assert.Contains("does not exist in the folder of the model", _folder.Refuse(dangling), StringComparison.Ordinal);
    }
}
