using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>
/// A convolution over time: row t is a linear layer of the rows from t · stride - padding on. With the channels of a row side by side, the rows of a window
/// are one run of floats, so the tiles read the source as it is.
/// </summary>
/// <param name="settings">The convolution.</param>
/// <param name="source">The rows of a sequence.</param>
/// <param name="target">The result, perhaps with rows of zeros before it.</param>
/// <param name="added">Rows of zeros before the result: 1 where a class token comes there.</param>
/// <param name="results">What its results are counted by, without the zeros.</param>
internal sealed class ConvolutionOp(ConvolutionSettings settings, Value source, Value target, int added, WorkCount results) : LoweredOp
{
    private int Inputs => settings.Window.Kernel * settings.In;

    /// <summary>Which one of the model's convolutions it is, and of how many.</summary>
    public (int Index, int Count) Place { get; init; } = (0, 1);

    /// <summary>What a traced model calls the product, before it goes through an activation in the kernel; empty where none follows there.</summary>
    public string Product { get; init; } = "";

    private Parameter Weight => Parameter.Matrix(Role.Convolutions, settings.Out, Inputs) with
    {
        Index = Place.Index, IndexCount = Place.Count, Kernel = settings.Window.Kernel,
        OtherShapes = new([new([settings.Out, settings.In, settings.Window.Kernel])]),
    };

    private Parameter? Bias => settings.Bias
        ? Parameter.Bias(Role.Convolutions, settings.Out, Inputs) with { Index = Place.Index, IndexCount = Place.Count }
        : null;

    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => Bias is { } bias ? [Weight, bias] : [Weight];

    public override IEnumerable<Work> WorkIn(int layers) => [new(Role.Convolutions.Part, layers * 2L * Inputs * settings.Out, results)];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string formula = ConvolutionStage.Formula(settings, source.Name, "W", settings.Bias ? "b" : null);
        string zeros = added == 0 ? "" : "[0; ";
        string window = $"W [{Literals.Integer(settings.Out)}, {Literals.Integer(settings.In)}, {Literals.Integer(settings.Window.Kernel)}] = {names.Of(Weight)}";
        yield return new($"{target.Name} = {zeros}{formula}{(added == 0 ? "" : "]")}", $"{target.Shape}, {window}, stride {Literals.Integer(settings.Window.Stride)}, padding {Literals.Integer(settings.Window.Padding)}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        WeightSlot weight = lowering.Weight(Weight);
        WeightSlot? offset = lowering.Bias(Bias, settings.Out);

        // Scratch rows have room for whole vectors; the caller's rows end where they end.
        Value result = lowering.IsOutput(target) ? new("convolved", target.Width, target.Space) : target;
        if (lowering.IsTraced && Product.Length > 0)
        {
            Value product = new("product", target.Width, target.Space);
            yield return new ConvolutionStage(settings with { Activation = ConvolutionActivation.None }, source, product, weight, offset, added)
            {
                IsForTrace = true,
                Traced = [new(new(Product, 0, product.Width), product, IsOfLayer: false)],
            };
        }

        yield return new ConvolutionStage(settings, source, result, weight, offset, added);
        if (result != target)
        {
            yield return new CopyStage(result, target);
        }
    }
}
