using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary>Reads the convolutions before an encoder, and checks the edges between them.</summary>
internal static class ConvolutionReader
{
    /// <returns>The convolutions and what may be behind them, or null where something was reported.</returns>
    public static ConvolutionInput? Read(StageArguments stages, ModuleArguments encoder, int embed, bool? projectionBias)
    {
        List<ModuleArguments> attributes = stages.All(StageArguments.Convolution).ToList();
        List<ConvolutionSettings?> all = attributes.Select(ReadOne).ToList();
        for (int i = 1; i < all.Count; i++)
        {
            if (all[i - 1] is { } before && all[i] is { } next && before.Out != next.In)
            {
                attributes[i].Contradiction(
                    "In", $"In = {Literals.Integer(next.In)} of [Convolution] {Literals.Integer(i + 1)}", $"Out = {Literals.Integer(before.Out)} of [Convolution] {Literals.Integer(i)}",
                    $"it reads what the one before makes; write In = {Literals.Integer(before.Out)}, or change Out there", attributes[i].Set("In", before.Out));
            }
        }

        if (all.Last() is { } last)
        {
            CheckEnd(attributes.Last(), last, stages[StageArguments.Projection], embed);
        }

        if (encoder.IsWritten("Tokens"))
        {
            encoder.Contradiction("Tokens", "Tokens", "[Convolution]", "the tokens follow from the rows of the input; remove Tokens", encoder.Remove("Tokens"));
        }

        List<ConvolutionSettings> found = all.OfType<ConvolutionSettings>().ToList();
        if (found.Count < all.Count || !stages.Valid || !encoder.Valid)
        {
            return null;
        }

        ConvolutionInput input = new(new(found), projectionBias);
        if (input.LeastRows > Products.Limit)
        {
            attributes[0].Contradiction(
                "Stride", $"{Literals.Integer(input.LeastRows)} rows for one token", $"{Literals.Integer(Products.Limit)} floats of a span", "no input is long enough; write smaller strides or kernels");
            return null;
        }

        return input;
    }

    private static void CheckEnd(ModuleArguments attribute, ConvolutionSettings last, ModuleArguments? projection, int embed)
    {
        string made = $"Out = {Literals.Integer(last.Out)} of [Convolution]";
        if (projection is null && last.Out != embed)
        {
            attribute.Contradiction(
                "Out", made, $"Embed = {Literals.Integer(embed)} of [Encoder]", $"the layers read what the last convolution makes; write Out = {Literals.Integer(embed)}, or add [Projection(In = {Literals.Integer(last.Out)})]",
                attribute.Set("Out", embed));
        }
        else if (projection?.Size("In") is { } size && size != last.Out)
        {
            projection.Contradiction("In", $"In = {Literals.Integer(size)} of [Projection]", made, $"it reads what the last convolution makes; write In = {Literals.Integer(last.Out)}", projection.Set("In", last.Out));
        }
    }

    private static ConvolutionSettings? ReadOne(ModuleArguments arguments)
    {
        int? @in = arguments.Size("In");
        int? @out = arguments.Size("Out");
        int? kernel = arguments.Size("Kernel");
        int stride = arguments.OptionalSize("Stride", 1);
        int padding = arguments.Count("Padding", 0);
        bool bias = arguments.Flag("Bias", true);
        ConvolutionActivation activation = arguments.Enumeration("Activation", ConvolutionActivation.None);
        ConvolutionNorm norm = arguments.Enumeration("Norm", ConvolutionNorm.None);
        float epsilon = arguments.Epsilon("NormEpsilon", 1e-5f);
        bool activationFirst = arguments.Flag("ActivationFirst", false);
        arguments.OnlyWith(norm != ConvolutionNorm.None, "a Norm", "Norm = ConvolutionNorm.None", "NormEpsilon", "ActivationFirst");
        if (norm != ConvolutionNorm.None)
        {
            arguments.OnlyWith(activation != ConvolutionActivation.None, "an Activation", "Activation = ConvolutionActivation.None", "ActivationFirst");
        }

        if (@in is not { } inputs || @out is not { } outputs || kernel is not { } rows || !arguments.Valid)
        {
            return null;
        }

        if (padding >= rows)
        {
            arguments.Contradiction(
                "Padding", $"Padding = {Literals.Integer(padding)}", $"Kernel = {Literals.Integer(rows)}", $"a result would see nothing but zeros; write Padding = {Literals.Integer(rows - 1)} at most, or a larger Kernel",
                arguments.Set("Padding", rows - 1));
        }

        arguments.Limit(new Products(null).Weight("Kernel × In × Out", "Kernel or In or Out", (long)rows * inputs, outputs)
            .Activations("In", inputs).Activations("Out", outputs).Activations("Stride × In", (long)stride * inputs));
        return arguments.Valid ? new(inputs, outputs, new(rows, stride, padding), bias, activation, norm, epsilon, activationFirst) : null;
    }
}
