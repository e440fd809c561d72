namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>Convolutions before an encoder: each edge that does not fit is reported on the argument, with both attributes and both numbers.</summary>
public class ConvolutionTests
{
    private const string Encoder = "[Encoder(Embed = 64, Heads = 4, Ffn = 128)]";

    [Theory]
    [InlineData(
        "[Convolution(80, 48, 3)] [Convolution({|SHG0017:64|}, 64, 3)]", Encoder,
        "In = 64 of [Convolution] 2 contradicts Out = 48 of [Convolution] 1: it reads what the one before makes; write In = 48, or change Out there")]
    [InlineData(
        "[Convolution(80, {|SHG0017:48|}, 3)]", Encoder,
        "Out = 48 of [Convolution] contradicts Embed = 64 of [Encoder]: the layers read what the last convolution makes; write Out = 64, or add [Projection(In = 48)]")]
    [InlineData(
        "[Convolution(80, 48, 3)] [Projection({|SHG0017:40|})]", Encoder,
        "In = 40 of [Projection] contradicts Out = 48 of [Convolution]: it reads what the last convolution makes; write In = 48")]
    [InlineData(
        "[Convolution(80, 64, 3, {|SHG0017:Padding = 3|})]", Encoder,
        "Padding = 3 contradicts Kernel = 3: a result would see nothing but zeros; write Padding = 2 at most, or a larger Kernel")]
    [InlineData(
        "[{|SHG0017:Convolution(80, 64, 3)|}] [TokenEmbedding(100)]", Encoder,
        "[Convolution] contradicts [TokenEmbedding]: a convolution reads rows of features or sound; remove one of the two")]
    [InlineData(
        "[Convolution(80, 64, 3)]", "[Encoder(Embed = 64, Heads = 4, Ffn = 128, {|SHG0017:Tokens = 10|})]",
        "Tokens contradicts [Convolution]: the tokens follow from the rows of the input; remove Tokens")]
    [InlineData(
        "[Convolution(80, 64, 3, {|SHG0017:NormEpsilon = 1e-3f|})]", Encoder,
        "NormEpsilon contradicts Norm = ConvolutionNorm.None: NormEpsilon has an effect only with a Norm; add that, or remove NormEpsilon")]
    [InlineData(
        "[Convolution(80, 64, 3, Norm = ConvolutionNorm.Group, {|SHG0017:ActivationFirst = true|})]", Encoder,
        "ActivationFirst contradicts Activation = ConvolutionActivation.None: ActivationFirst has an effect only with an Activation; add that, or remove ActivationFirst")]
    [InlineData(
        "[Convolution(80, 64, 3)] [Convolution(64, 64, 3)] [TensorNames({|SHG0017:Convolutions = \"a;b;c\"|})]", Encoder,
        "Convolutions = \"a;b;c\" contradicts 2 [Convolution]: it has 3 names; write one name for each, separated by semicolons, or one name with {layer} in place of the number")]
    [InlineData(
        "[Convolution(80, 64, 3)] [TensorNames({|SHG0017:ConvolutionNorms = \"a\"|})]", Encoder,
        "ConvolutionNorms = \"a\" contradicts no [Convolution] with a norm: then the model has no ConvolutionNorms; remove ConvolutionNorms, or change the other property")]
    [InlineData(
        "[Convolution(80, 64, 3)] [TensorNames({|SHG0017:TensorNaming.HuggingFaceWhisper|})]", Encoder,
        "TensorNaming.HuggingFaceWhisper contradicts [Convolution]: this naming has no name for Convolutions; add Convolutions = \"…\", or choose another naming")]
    public void Edges_that_do_not_fit(string stages, string encoder, string message) => Expect.Alone($"{stages} {encoder} partial class M;", message);

    [Theory]
    [InlineData("[Convolution({|SHG0002:0|}, 64, 3)]", "In")]
    [InlineData("[Convolution(80, {|SHG0002:-1|}, 3)]", "Out")]
    [InlineData("[Convolution(80, 64, {|SHG0002:0|})]", "Kernel")]
    [InlineData("[Convolution(80, 64, 3, {|SHG0002:0|})]", "Stride")]
    public void Sizes_below_one(string stage, string name)
    {
        string value = stage.Contains("-1", StringComparison.Ordinal) ? "-1" : "0";
        Expect.Alone($"{stage} {Encoder} partial class M;", $"{name} is {value}; it must be at least 1");
    }

    [Theory]
    [InlineData("[Convolution(1, 64, 127, 64, ConvolutionActivation.Tanh, Norm = ConvolutionNorm.Group, ActivationFirst = true)]")]
    [InlineData("[Convolution(80, 64, 3, Padding = 1)] [Convolution(64, 64, 3, 2, Padding = 1)] [TensorNames(TensorNaming.HuggingFaceWhisper)]")]
    [InlineData("[Convolution(1, 48, 10, 5, Norm = ConvolutionNorm.Channel)] [Convolution(48, 48, 3, 2, Norm = ConvolutionNorm.Layer)] [Projection(48)] [TensorNames(ConvolutionNorms = \"n.{layer}\")]")]
    [InlineData("[Convolution(In = 80, Out = 64, Kernel = 3)] [ClassToken] [Positions(100)] [InputNorm] [Pool(Pooling.Class)] [Head(3)]")]
    public void What_fits_is_accepted(string stages) => Expect.Accepted($"{stages} {Encoder} partial class M;");
}
