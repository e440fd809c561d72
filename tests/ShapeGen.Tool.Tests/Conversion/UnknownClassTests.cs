using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>
/// Files of training loops have objects of any class beside their tensors: paths, namespaces, configurations, scalars of NumPy. None is made, and they stop
/// nothing unless a tensor that is kept depends on one.
/// </summary>
public sealed class UnknownClassTests : IDisposable
{
    private static readonly (string, byte[])[] Storage = [("data/0", [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)])];

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Action<object>> Objects() => new()
    {
        // A call with arguments, as pathlib.PosixPath("data").
        { "pathlib.PosixPath", static to => Pickle(to).Global("pathlib", "PosixPath").Text("data").Op("\u0085R") },

        // A class without arguments and with attributes, as argparse.Namespace.
        { "argparse.Namespace", static to => Pickle(to).Global("argparse", "Namespace").Op(")\u0081}").Text("lr").Op("K\u0001sb") },

        // As protocol 2 writes classes of Python 2's kind.
        { "copyreg._reconstructor", static to => Pickle(to).Global("copyreg", "_reconstructor").Global("omegaconf.dictconfig", "DictConfig").Global("builtins", "object").Op("N\u0087R}").Text("_content").Op("}sb") },

        // A class with arguments by name.
        { "a.B", static to => Pickle(to).Global("a", "B").Op(")}").Text("x").Op("K\u0001s\u0092") },

        // A subclass of dict, with items and attributes.
        { "pytorch_lightning.utilities.parsing.AttributeDict", static to => Pickle(to).Global("pytorch_lightning.utilities.parsing", "AttributeDict").Op(")\u0081(").Text("lr").Op("K\u0001u}").Text("y").Op("Nsb") },

        // A subclass of list, with items.
        { "a.List", static to => Pickle(to).Global("a", "List").Op(")\u0081(K\u0001K\u0002eK\u0003a") },

        // A scalar of NumPy.
        { "numpy.core.multiarray.scalar", static to => Pickle(to).Global("numpy.core.multiarray", "scalar").Global("numpy", "dtype").Text("f8").Op("K\u0000K\u0001\u0087R(K\u0003").Text("<")
            .Op("NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\u0000tbC\u0008\0\0\0\0\0\0\u00f0?\u0086R") },

        // What a function returned is called.
        { "builtins.getattr", static to => Pickle(to).Global("builtins", "getattr").Global("a", "E").Text("X").Op("\u0086R)R") },

        // A class as a value, and as a key.
        { "lightning.callbacks.Checkpoint", static to => Pickle(to).Op("}").Global("lightning.callbacks", "Checkpoint").Global("lightning.callbacks", "Checkpoint").Op("s") },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void What_is_beside_the_state_is_left_out_and_told(string name, Action<object> write)
    {
        string path = Write(pickle =>
        {
            pickle.Op("}(").Text("hyper_parameters").Op("}").Text("x");
            write(pickle);
            pickle.Op("s").Text("state_dict");
            State(pickle);
            pickle.Op("u");
        });
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(Golden.Of([1, 2], 2), Assert.Single(tensors, static pair => pair.Key == "w").Value);
        Assert.Single(tensors);
        Assert.Contains($"'{name}'", Assert.Single(result.Remarks), StringComparison.Ordinal);
        Assert.Contains("none of it was run", Assert.Single(result.Remarks), StringComparison.Ordinal);
    }

    /// <summary>Within the state as well, if there is no tensor in it.</summary>
    [Theory]
    [MemberData(nameof(Objects))]
    public void What_holds_no_tensor_may_stand_among_tensors(string name, Action<object> write)
    {
        string path = Write(pickle =>
        {
            pickle.Op("}(").Text("w").Tensor(2, 0, [2], [1]).Text("version");
            write(pickle);
            pickle.Op("u");
        });
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(["w"], tensors.Keys);
        Assert.Contains($"'{name}'", Assert.Single(result.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_among_the_hyper_parameters_is_not_made()
    {
        string proof = _folder.At("proof");
        string path = Write(pickle =>
        {
            pickle.Op("}(").Text("hyper_parameters").Global("posix", "system").Text($"touch {proof}").Op("\u0085R").Text("state_dict");
            State(pickle);
            pickle.Op("u");
        });
        Assert.Contains("'posix.system'", Assert.Single(_folder.Convert(path).Result.Remarks), StringComparison.Ordinal);
        Assert.False(File.Exists(proof));
    }

    /// <summary>A tensor that is in an object that is not made, or would be made of one, is not there: that is no silent loss.</summary>
    [Theory]
    [InlineData("torch._utils", "_rebuild_qtensor")]
    [InlineData("bitsandbytes.nn", "Params4bit")]
    [InlineData("collections", "defaultdict")]
    public void A_tensor_that_depends_on_a_class_is_refused_by_both_names(string module, string name)
    {
        string path = Write(pickle => pickle.Op("}(").Text("good").Tensor(2, 0, [2], [1]).Text("w").Global(module, name).Tensor(2, 0, [2], [1]).Op("\u0085Ru"));
        string message = _folder.Refuse(path);
        Assert.Contains("'w' cannot be converted", message, StringComparison.Ordinal);
        Assert.Contains($"'{module}.{name}'", message, StringComparison.Ordinal);
        Assert.Contains("--drop w", message, StringComparison.Ordinal);
        Assert.Equal(["good"], _folder.Convert(path, static request => request with { Drop = ["w"] }).Tensors.Keys);
    }

    /// <summary>An array of NumPy has its numbers in its attributes, and no tensor of PyTorch: it is an array by its name.</summary>
    [Fact]
    public void An_array_of_NumPy_among_tensors_is_refused()
    {
        string path = Write(static pickle => pickle.Op("}(").Text("good").Tensor(2, 0, [2], [1]).Text("mean")
            .Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Op("K\u0000\u0085C\u0001b\u0087R(K\u0001)NtbuN").Op("0"));
        Assert.Contains("'mean' cannot be converted", _folder.Refuse(path), StringComparison.Ordinal);
        Assert.Contains("'numpy.core.multiarray._reconstruct'", _folder.Refuse(path), StringComparison.Ordinal);
    }

    /// <summary>torch.save(model): its tensors are the attributes of a class.</summary>
    [Fact]
    public void A_whole_module_is_refused_by_its_class()
    {
        string message = _folder.Refuse(Write(pickle => pickle.Global("my.model", "Net").Op(")\u0081}").Text("_parameters").Op("}").Text("w").Tensor(2, 0, [2], [1]).Op("ssb")));
        Assert.Contains("'my.model.Net'", message, StringComparison.Ordinal);
        Assert.Contains("torch.save(model.state_dict(), path)", message, StringComparison.Ordinal);
    }

    /// <summary>What other dictionaries have does not stop the one that is read.</summary>
    [Fact]
    public void Keys_of_any_kind_are_no_obstacle_elsewhere()
    {
        string path = Write(static pickle =>
        {
            pickle.Op("}(").Text("callbacks").Op("}(NK\u0001\u0088K\u0002K\u0001K\u0002\u0086K\u0003G?\u00f0\0\0\0\0\0\0K\u0004u").Text("state_dict");
            State(pickle);
            pickle.Op("u");
        });
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(["w"], tensors.Keys);
        Assert.Empty(result.Remarks);
    }

    private static Pickles Pickle(object to) => (Pickles)to;

    private static void State(Pickles pickle) => pickle.Global("collections", "OrderedDict").Op(")R").Text("w").Tensor(2, 0, [2], [1]).Op("s");

    private string Write(Action<Pickles> write) => _folder.Write("model.ckpt", Pickles.Archive(Pickles.Of(write), Storage));
}
