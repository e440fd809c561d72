using System.Reflection;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

/// <summary>A checkpoint in several files: opened as one, loaded as one, refused in one exception.</summary>
public sealed class JoinedFilesTests : IDisposable
{
    /// <summary>More floats than are read at once when a file is opened.</summary>
    private const int Large = 400_000;

    private static readonly string[] Dense = ["2_Dense/model.safetensors"];

    private static readonly ParameterLayout[] Layout =
    [
        ParameterLayout.Vector("norm.weight", 4, 0), ParameterLayout.Panels("/2_Dense.linear.weight", 3, 4, 16, 4, 1), ParameterLayout.Vector("/2_Dense.linear.bias", 3, 48),
    ];

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Files that are read at once when they are opened, files that are read when a tensor is asked for, and both.</summary>
    [Theory]
    [InlineData(5, 7)]
    [InlineData(Large, 7)]
    [InlineData(5, Large)]
    [InlineData(Large, Large + 1)]
    public void Several_files_are_opened_as_one(int first, int second)
    {
        float[] a = PackingTests.Values(first), b = PackingTests.Values(second);
        string path = Write("model.safetensors", [Tensor("a", a), Tensor("linear", 1)], ("format", "pt"));
        Write("2_Dense/model.safetensors", [Tensor("linear.weight", b), Tensor("a", 2)], ("format", "np"));
        Write("modules/3_Dense/weights.safetensors", [new("linear.weight", TensorType.F16, [1], BitConverter.GetBytes((Half)3))]);

        using SafetensorsFile file = SafetensorsFile.Open(path, "2_Dense/model.safetensors", "modules/3_Dense/weights.safetensors");

        Assert.Equal(["a", "linear", "2_Dense.linear.weight", "2_Dense.a", "3_Dense.linear.weight"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(a, file.ReadSingles("a"));
        Assert.Equal([1], file.ReadSingles("linear"));
        Assert.Equal(b, file.ReadSingles("2_Dense.linear.weight"));
        Assert.Equal([2], file.ReadSingles("2_Dense.a"));
        Assert.Equal([3], file.ReadSingles("3_Dense.linear.weight"));
        Assert.Equal([second], file.Tensors[2].Shape);
        Assert.Equal(new Dictionary<string, string> { ["format"] = "pt", ["2_Dense.format"] = "np" }, file.Metadata.ToDictionary());
        Assert.Equal($"{path} with 2_Dense/model.safetensors and modules/3_Dense/weights.safetensors", file.Checkpoint);

        using SafetensorsFile renamed = file.WithNames(name => name.StartsWith("2_Dense.", StringComparison.Ordinal) ? name[8..] : null);
        Assert.Equal(b, renamed.ReadSingles("linear.weight"));
    }

    [Fact]
    public void Without_further_files_it_is_the_file_alone()
    {
        string path = Write("model.safetensors", [Tensor("a", 1)]);
        using SafetensorsFile file = SafetensorsFile.Open(path, []);
        Assert.Equal([1], file.ReadSingles("a"));
        Assert.Equal(path, file.Checkpoint);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(Large)]
    public void Disposing_closes_all_of_them(int elements)
    {
        string path = Write("model.safetensors", [Tensor("a", new float[elements])]);
        string further = Write("2_Dense/model.safetensors", [Tensor("a", new float[elements])]);

        SafetensorsFile file = SafetensorsFile.Open(path, Dense);
        Assert.True(!OperatingSystem.IsLinux() || (OpenFiles.Holds(path) && OpenFiles.Holds(further)));
        file.Dispose();

        Assert.False(OpenFiles.Holds(path) || OpenFiles.Holds(further));
        Assert.Throws<ObjectDisposedException>(() => file.ReadSingles("2_Dense.a"));
        Assert.Throws<ObjectDisposedException>(() => file.WithNames(name => name));
    }

    /// <summary>Nothing stays open where a file is refused.</summary>
    [Fact]
    public void A_refusal_closes_all_of_them()
    {
        string path = Write("model.safetensors", [Tensor("a", 1)]);
        Write("2_Dense/model.safetensors", [Tensor("a", 1)]);
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path, "2_Dense/model.safetensors", "3_Dense/model.safetensors"));
        Assert.False(OpenFiles.Holds(path) || OpenFiles.Holds(_folder["2_Dense/model.safetensors"]));
    }

    [Fact]
    public void All_that_is_wrong_with_the_files_is_listed_at_once()
    {
        string path = Write("model.safetensors", [Tensor("a", 1), Tensor("2_Dense.b", 1)]);
        Write("2_Dense/model.safetensors", [Tensor("b", 1), Tensor("c", 1)]);
        Directory.CreateDirectory(_folder["3_Dense"]);
        _folder.Write("3_Dense/model.safetensors", "version https://git-lfs.github.com/spec/v1\n"u8.ToArray());

        CheckpointException refused = Assert.Throws<CheckpointException>(
            () => SafetensorsFile.Open(path, "2_Dense/model.safetensors", "3_Dense/model.safetensors", "4_Dense/model.safetensors"));

        Assert.Equal($"'{path} with 2_Dense/model.safetensors and 3_Dense/model.safetensors and 4_Dense/model.safetensors' cannot be opened", refused.Headline);
        Assert.Contains(refused.Problems, problem => problem.StartsWith($"'{_folder["3_Dense/model.safetensors"]}' is not a valid safetensors file: ", StringComparison.Ordinal));
        Assert.Contains(refused.Problems, problem => problem.Contains("Git LFS pointer", StringComparison.Ordinal));
        Assert.Contains($"the further file '4_Dense/model.safetensors' is missing: there is no '{_folder["4_Dense/model.safetensors"]}' next to '{path}'", refused.Problems);
        Assert.Contains($"'2_Dense.b' is in '{path}' and, as 'b', in '{_folder["2_Dense/model.safetensors"]}'; remove it from one of them", refused.Problems);
    }

    [Fact]
    public void A_first_file_that_is_not_valid_does_not_hide_the_others()
    {
        string path = _folder.Write("model.safetensors", [1, 2, 3]);
        CheckpointException refused = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path, Dense));
        Assert.Equal(2, refused.Problems.Count);
        Assert.StartsWith($"'{path}' is not a valid safetensors file: it has 3 bytes", refused.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("the further file '2_Dense/model.safetensors' is missing", refused.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_file_that_is_missing_is_an_error_of_the_path() =>
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(_folder["model.safetensors"], Dense));

    [Theory]
    [InlineData("")]
    [InlineData("model.safetensors")]
    [InlineData("/2_Dense/model.safetensors")]
    [InlineData("../2_Dense/model.safetensors")]
    [InlineData("2_Dense/../model.safetensors")]
    [InlineData("./model.safetensors")]
    [InlineData("2_Dense//model.safetensors")]
    [InlineData("2_Dense/")]
    [InlineData("2_Dense\\model.safetensors")]
    public void A_path_without_a_folder_below_the_first_file_is_refused(string file)
    {
        string path = Write("model.safetensors", [Tensor("a", 1)]);
        Assert.Throws<ArgumentException>("files", () => SafetensorsFile.Open(path, file));
        Assert.Throws<ArgumentException>("files", () => new CheckpointNames([""], [], [file]));
    }

    [Fact]
    public void Two_folders_of_one_name_are_refused()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>("files", () => SafetensorsFile.Open("model.safetensors", "a/2_Dense/model.safetensors", "b/2_Dense/model.safetensors"));
        Assert.Contains("'a/2_Dense/model.safetensors' and 'b/2_Dense/model.safetensors' are in folders of the same name", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Large)]
    public void A_module_is_loaded_from_all_of_them(int more)
    {
        string path = Write("model.safetensors", [Tensor("norm.weight", 1, 2, 3, 4), Tensor("more", new float[more])]);
        WriteDense();
        float[] expected = Packed(PackedWeights.Load(path, "", "M", Layout, 64, Names("more")));

        Assert.Equal([1, 2, 3, 4], expected[..4]);
        Assert.Equal([5, 9, 13, 0, 6, 10, 14, 0], expected[16..24]);
        Assert.Equal([20, 21, 22], expected[48..51]);

        // The same tensors in one file, under the same names; there the prefix has no say about further files either.
        SafetensorsTensor[] joined =
        [
            Tensor("m.norm.weight", 1, 2, 3, 4), SafetensorsTensor.FromSingles("2_Dense.linear.weight", [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 3, 4), Tensor("2_Dense.linear.bias", 20, 21, 22),
            Tensor("other", 1),
        ];
        Assert.Equal(expected, Packed(PackedWeights.Load(SafetensorsWriter.ToBytes(joined), "m.", "M", Layout, 64, Names())));
    }

    /// <summary>What generated code does with resources of an assembly, here the tests' own.</summary>
    [Fact]
    public void A_module_is_loaded_from_resources()
    {
        Assembly assembly = typeof(JoinedFilesTests).Assembly;
        using (SafetensorsFile resource = SafetensorsFile.OpenResource(assembly, "encoder.safetensors"))
        {
            // The same resource as the first file and as a further one: of each, one vector is taken.
            TensorInfo vector = resource.Tensors.First(tensor => tensor.Shape.Count == 1);
            int length = (int)vector.ElementCount;
            ParameterLayout[] both = [ParameterLayout.Vector(vector.Name, length, 0), ParameterLayout.Vector($"/2_Dense.{vector.Name}", length, length)];
            string[] others = [.. resource.Tensors.Where(tensor => tensor != vector).Select(tensor => "*" + tensor.Name)];
            float[] expected = resource.ReadSingles(vector.Name);
            Assert.Equal(
                [.. expected, .. expected],
                Packed(PackedWeights.Load(assembly, "encoder.safetensors", ["encoder.safetensors"], "", "M", both, 2 * length, Names(others))));
        }

        CheckpointException refused = Assert.Throws<CheckpointException>(() => PackedWeights.Load(assembly, "none", ["none/dense"], "", "M", Layout, 64, Names()));
        Assert.Equal(2, refused.Problems.Count);
        Assert.StartsWith($"'resource none of {assembly.GetName().Name}' cannot be opened: the assembly has no resource 'none'", refused.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith($"'resource none/dense of {assembly.GetName().Name}' cannot be opened: the assembly has no resource 'none/dense'", refused.Problems[1], StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("resources", () => PackedWeights.Load(assembly, "none", [], "", "M", Layout, 64, Names()));
    }

    [Fact]
    public void Every_misfit_of_all_files_is_in_one_exception()
    {
        string path = Write("model.safetensors", [Tensor("norm.wieght", 1, 2, 3, 4), Tensor("pooler.weight", 1), Tensor("zzzzzzzzzzzzzzzzzzzz", 1, 2)]);
        Write("2_Dense/model.safetensors", [SafetensorsTensor.FromSingles("linear.weight", new float[12], 4, 3), new("linear.bias", TensorType.I8, [3], new byte[3]), Tensor("linear.scale", 1)]);
        string[] files = [.. Dense, "3_Dense/model.safetensors"];

        CheckpointException refused = Assert.Throws<CheckpointException>(() => PackedWeights.Load(path, "", "M", Layout, 64, new CheckpointNames([""], ["pooler.*"], files)));

        Assert.Equal($"M cannot be loaded from '{path} with 2_Dense/model.safetensors and 3_Dense/model.safetensors'", refused.Headline);
        Assert.Equal(
            [
                $"the further file '3_Dense/model.safetensors' is missing: there is no '{_folder["3_Dense/model.safetensors"]}' next to '{path}'",
                "wrong shape: '2_Dense.linear.weight': expected [3, 4], found [4, 3]; it is transposed, as in Keras and GPT-2's Conv1D: declare [TensorNames(Transposed = true)], or transpose it before saving",
                "wrong type: '2_Dense.linear.bias': expected F32, F64, F16 or BF16, found I8",
                "missing: 'norm.weight' [4]; did you mean 'norm.wieght'?",
                "unexpected: 'norm.wieght' F32 [4]; is it 'norm.weight'?",
                "unexpected: 'zzzzzzzzzzzzzzzzzzzz' F32 [2]",
                "unexpected: '2_Dense.linear.scale' F32 [1]",
            ],
            refused.Problems.Where(problem => !problem.StartsWith("none of the module's parameters", StringComparison.Ordinal)));
    }

    [Fact]
    public void Patterns_of_what_is_left_alone_are_of_the_joined_names()
    {
        string path = Write("model.safetensors", [Tensor("norm.weight", 1, 2, 3, 4), Tensor("extra", 1)]);
        WriteDense(Tensor("extra", 1));
        Assert.Equal(["unexpected: '2_Dense.extra' F32 [1]"], Assert.Throws<CheckpointException>(() => PackedWeights.Load(path, "", "M", Layout, 64, Names("extra"))).Problems);
        Assert.Equal(["unexpected: 'extra' F32 [1]"], Assert.Throws<CheckpointException>(() => PackedWeights.Load(path, "", "M", Layout, 64, Names("2_Dense.extra"))).Problems);
        Assert.Equal(64, PackedWeights.Load(path, "", "M", Layout, 64, Names("*extra")).Length);
    }

    /// <summary>A head that is found does not keep the message from naming the prefix that all else is under.</summary>
    [Fact]
    public void A_forgotten_prefix_is_named()
    {
        string path = Write("model.safetensors", [Tensor("bert.norm.weight", 1, 2, 3, 4)]);
        WriteDense();
        CheckpointException refused = Assert.Throws<CheckpointException>(() => PackedWeights.Load(path, "", "M", Layout, 64, Names()));
        Assert.Equal("none of the module's parameters is under the prefix ''; all of the module's parameters are under 'bert.'", refused.Problems[0]);
        Assert.Equal([1, 2, 3, 4], Packed(PackedWeights.Load(path, "bert.", "M", Layout, 64, Names()))[..4]);
    }

    [LinuxTheory]
    [InlineData("model.safetensors", "a")]
    [InlineData("2_Dense/model.safetensors", "2_Dense.a")]
    public void A_file_that_is_cut_is_named(string cut, string tensor)
    {
        string path = Write("model.safetensors", [Tensor("a", new float[Large])]);
        Write("2_Dense/model.safetensors", [Tensor("a", new float[Large])]);
        using SafetensorsFile file = SafetensorsFile.Open(path, Dense);
        Assert.Equal(0, Truncate(System.Text.Encoding.UTF8.GetBytes(_folder[cut] + '\0'), 1000));
        CheckpointException refused = Assert.Throws<CheckpointException>(() => file.ReadSingles(tensor));
        Assert.Equal($"'{_folder[cut]}' was changed while it was open", refused.Headline);
        Assert.Equal(Large, file.ReadSingles(tensor == "a" ? "2_Dense.a" : "a").Length);
    }

    /// <summary>Reading and closing at the same time: numbers or a refusal, and nothing else.</summary>
    [Fact]
    public void Closing_while_others_read_is_safe()
    {
        string path = Write("model.safetensors", [Tensor("a", 1)]);
        WriteDense();
        for (int i = 0; i < 200; i++)
        {
            SafetensorsFile file = SafetensorsFile.Open(path, Dense);
            Parallel.Invoke(file.Dispose, Read, Read);

            void Read()
            {
                try
                {
                    Assert.Equal([20, 21, 22], file.ReadSingles("2_Dense.linear.bias"));
                }
                catch (ObjectDisposedException)
                {
                }
            }

            Assert.False(OpenFiles.Holds(path) || OpenFiles.Holds(_folder["2_Dense/model.safetensors"]));
        }
    }

    private static CheckpointNames Names(params string[] ignored) => new([""], ignored, Dense);

    private static float[] Packed(PackedWeights weights) => PackingTests.ToArray(weights);

    private static SafetensorsTensor Tensor(string name, params float[] values) => SafetensorsTensor.FromSingles(name, values, values.Length);

    private void WriteDense(params SafetensorsTensor[] more) => Write(
        "2_Dense/model.safetensors", [SafetensorsTensor.FromSingles("linear.weight", [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 3, 4), Tensor("linear.bias", 20, 21, 22), .. more]);

    private string Write(string file, SafetensorsTensor[] tensors, params (string Key, string Value)[] metadata)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        return _folder.Write(file, SafetensorsWriter.ToBytes(tensors, metadata.ToDictionary(entry => entry.Key, entry => entry.Value)));
    }

    [DllImport("libc", EntryPoint = "truncate", SetLastError = true)]
    private static extern int Truncate(byte[] path, nint length);
}
