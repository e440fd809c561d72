using System.Globalization;
using System.Reflection;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Calls of whole models that are refused: nothing is written, and the message says what to do.</summary>
public sealed class ModelCallTests
{
    private const string Ids = "TokenEmbedding(Vocab = 20, Types = 2), Positions(12, Offset = 2), Pool(Pooling.Mean), Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string Rows = "ClassToken, Positions(6), Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string Fixed = "TokenEmbedding(20), Pool(Pooling.Last), Encoder(Embed = 8, Heads = 2, Ffn = 8, Tokens = 4)";

    private const string Pixels = "PatchEmbedding(4, 6, 2, Channels = 1), Pool(Pooling.Max), Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string Bytes = "PatchEmbedding(4, 6, 2, Mean = new[] { 0.5f, 0.5f, 0.5f }, Std = new[] { 0.2f, 0.2f, 0.2f }), Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string Convolved = "Convolution(2, 8, 5, 2), ClassToken, Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string ConvolvedAndPooled = "Convolution(2, 8, 5, 2), Pool(Pooling.Mean), Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string Plain = "Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    private const string Memory = "MultiHeadAttention(Embed = 8, Heads = 2, Memory = 6)";

    internal static IEnumerable<string> Declarations => [Ids, Rows, Fixed, Pixels, Bytes, Convolved, ConvolvedAndPooled, Plain, Memory];

    public static TheoryData<string> All => new(Declarations);

    private delegate int OfLengths(ReadOnlySpan<int> lengths);

    /// <summary>Every public method that takes numbers, with one of them 0 or negative and the others right.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Sizes_refuse_counts_that_there_cannot_be(string attribute)
    {
        string[] sizes = ["OutputLength", "ScratchLength", "ScratchBytes", "Flops"];
        Type type = ModelLibrary.TypeOf(attribute);
        int? tokens = (int?)type.GetField("Tokens")?.GetRawConstantValue();
        MethodInfo[] methods = [.. type.GetMethods(BindingFlags.Static | BindingFlags.Public).Where(method => sizes.Contains(method.Name))];
        Assert.True(methods.Select(method => method.Name).Distinct().Count() >= 3, $"{attribute}: {string.Join(", ", methods.Select(method => method.Name))}");
        foreach (MethodInfo method in methods)
        {
            ParameterInfo[] parameters = method.GetParameters();
            if (parameters.Length == 1 && parameters[0].ParameterType != typeof(int))
            {
                OfLengths call = method.CreateDelegate<OfLengths>();
                Assert.True(call([7, 9]) > 0);
                foreach (int[] wrong in new int[][] { [], [7, 0], [-1], [7, -1, 8], [int.MinValue] })
                {
                    ArgumentException exception = Assert.ThrowsAny<ArgumentException>(() => call(wrong));
                    Assert.Equal("lengths", exception.ParamName);
                }

                continue;
            }

            object[] right = [.. parameters.Select(parameter => (object)(parameter.Name == "tokens" ? tokens ?? 7 : 2))];
            Assert.True(Convert.ToInt64(method.Invoke(null, right), CultureInfo.InvariantCulture) > 0);
            for (int i = 0; i < right.Length; i++)
            {
                foreach (int wrong in new[] { 0, -1, int.MinValue })
                {
                    object[] arguments = [.. right];
                    arguments[i] = wrong;
                    Exception exception = Assert.Throws<TargetInvocationException>(() => method.Invoke(null, arguments)).InnerException!;
                    Assert.Equal(parameters[i].Name, Assert.IsType<ArgumentOutOfRangeException>(exception).ParamName);
                    Assert.Contains(wrong.ToString(CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
                }
            }

            // Two negative numbers do not make a positive one, and what cannot be counted does not wrap around.
            foreach (int wrong in right.Length == 0 || method.Name == "Flops" ? [] : new[] { -1, int.MaxValue })
            {
                object[] arguments = Array.ConvertAll(right, _ => (object)wrong);
                Exception exception = Assert.Throws<TargetInvocationException>(() => method.Invoke(null, arguments)).InnerException!;
                Assert.True(exception is ArgumentOutOfRangeException or OverflowException, $"{attribute}: {method.Name} of {wrong} gave {exception}");
            }
        }
    }

    [Theory]
    [InlineData(20, 0, 8, "ids[1] is 20")]
    [InlineData(-1, 0, 8, "ids[1] is -1")]
    [InlineData(3, 2, 8, "types[1] is 2")]
    [InlineData(3, -5, 8, "types[1] is -5")]
    [InlineData(3, 0, 7, "output holds 7 floats, but 1 sequence × 8 = 8 are expected")]
    [InlineData(3, 0, 16, "output holds 16 floats, but 1 sequence × 8 = 8 are expected")]
    public void Ids_and_types_are_checked(int id, int type, int length, string message) =>
        Refused(Ids, new TypedInput([1, id, 2], [0, type, 1], [3], ByLengths: false), length, message);

    [Fact]
    public void Types_are_as_many_as_ids() =>
        Refused(Ids, new TypedInput([1, 2, 3], [0, 1], [3], ByLengths: false), 8, "types holds 2 numbers, but there are 3 ids");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sequence_has_a_position_for_each_token(bool byLengths)
    {
        Refused(Ids, new TypedInput(new int[11], [], [11], byLengths), 8, "a sequence has 11 tokens, but the model has positions for 10: [Positions(12)] minus its offset of 2. Cut the sequence.");
        WholeModel model = WholeModel.CreateRandom(Ids, 1);
        new TypedInput(new int[10], [], [10], byLengths).On(model).Forward(new float[8], 0);
        Refused(Rows, new NumbersInput<float>(new float[48], [6], byLengths, IsImage: false), 56, "a sequence has 7 tokens, but the model has positions for 6: [Positions(6)]. Cut the sequence.");
    }

    [Fact]
    public void Lengths_are_checked()
    {
        Refused(Ids, new TypedInput(new int[5], [], [2, 2], ByLengths: true), 16, "ids holds 5 elements, but the lengths of 2 sequences add up to 4");
        Refused(Ids, new TypedInput(new int[5], [], [5, 0], ByLengths: true), 16, "lengths[1] is 0, but each sequence must have at least 1 token");
        Refused(Ids, new TypedInput([], [], [], ByLengths: true), 0, "lengths is empty, but there must be at least one sequence.");
    }

    [Fact]
    public void Batches_are_checked()
    {
        Refused(Ids, new TypedInput(new int[5], [], [2, 3], ByLengths: false), 16, "ids holds 5 elements, which is not batch 2 × rows");
        Refused(Fixed, new NumbersInput<int>(new int[5], [4], ByLengths: false, IsImage: false), 8, "ids holds 5 elements, but batch 1 × 4 × 1 = 4 are expected");
        Refused(Pixels, new NumbersInput<float>(new float[25], [1], ByLengths: false, IsImage: true), 8, "pixels holds 25 elements, but batch 1 × 24 = 24 are expected");
    }

    /// <summary>A class token is a row of the output where no row is made of all.</summary>
    [Fact]
    public void The_output_is_as_long_as_it_is_said()
    {
        WholeModel rows = WholeModel.CreateRandom(Rows, 1);
        Assert.Equal(8 * (3 + 5), rows.OutputLength([2, 4]));
        Assert.Equal(8 * 2 * 4, rows.OutputLength(2, 3));
        Refused(Rows, new NumbersInput<float>(new float[6 * 8], [2, 4], ByLengths: true, IsImage: false), 6 * 8, "output holds 48 floats, but 8 tokens × 8 = 64 are expected");
        WholeModel pooled = WholeModel.CreateRandom(Ids, 1);
        Assert.Equal(16, pooled.OutputLength([2, 4]));
        Assert.Equal(3 * 8, pooled.OutputLength(3, 5));
    }

    /// <summary>What reads models through the interface gets the same.</summary>
    [Fact]
    public void An_embedder_is_one_by_its_interface()
    {
        WholeModel model = WholeModel.CreateRandom(Ids, 1);
        ITokenEmbedder embedder = Assert.IsAssignableFrom<ITokenEmbedder>(model.Instance);
        Assert.Equal((8, 20, 10), (embedder.Dimensions, embedder.Vocabulary, embedder.MaxTokens));
        TypedInput input = new([1, 2, 3, 4, 5], [], [2, 3], ByLengths: true);
        float[] expected = new float[16], output = new float[16];
        input.On(model).Forward(expected, 0);
        embedder.Embed(input.Ids, input.Rows, output);
        Assert.Equal(expected, output);
        Assert.IsNotAssignableFrom<ITokenEmbedder>(WholeModel.CreateRandom(Fixed, 1).Instance);
        Assert.IsNotAssignableFrom<ITokenEmbedder>(WholeModel.CreateRandom(Rows, 1).Instance);
    }

    private static void Refused(string attribute, ModelInput input, int length, string message)
    {
        float[] output = Enumerable.Repeat(7f, length).ToArray();
        ModelCall call = input.On(WholeModel.CreateRandom(attribute, 1));
        foreach (Action action in new Action[] { () => call.Forward(output, 0), () => call.Scratched(output, new float[100_000], 1) })
        {
            ArgumentException exception = Assert.IsAssignableFrom<ArgumentException>(Record.Exception(action));
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
            Assert.All(output, number => Assert.Equal(7f, number));
        }
    }
}
