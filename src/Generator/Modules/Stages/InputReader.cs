using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Operations.Embedding;
using ShapeGen.Generator.Operations.Patches;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary>Reads the attribute of the input.</summary>
internal static class InputReader
{
    /// <summary>The obsolete name of <c>Std</c>.</summary>
    private const string OldStd = "Deviation";

    private static readonly string[] Inputs = [StageArguments.Projection, StageArguments.TokenEmbedding, StageArguments.PatchEmbedding];

    /// <returns>The input, or null where something was reported.</returns>
    public static InputStage? Read(StageArguments stages, ModuleArguments encoder, int embed, Products products)
    {
        List<ModuleArguments> inputs = Inputs.Select(name => stages[name]).OfType<ModuleArguments>().ToList();
        if (inputs.Count > 1)
        {
            inputs[1].Contradiction("", inputs[1].Written, inputs[0].Written, "a model has one kind of input; remove one of the two", inputs[1].Remove());
            return null;
        }

        if (stages[StageArguments.Convolution] is { } convolution)
        {
            return inputs.Count == 1 && inputs[0] != stages[StageArguments.Projection] ? Other(convolution, inputs[0]) : Convolutions(stages, encoder, embed, products);
        }

        if (stages[StageArguments.Projection] is { } projection)
        {
            return Projection(projection, embed, products);
        }

        if (stages[StageArguments.TokenEmbedding] is { } tokens)
        {
            return Tokens(tokens, embed, products);
        }

        return stages[StageArguments.PatchEmbedding] is { } patches ? Patches(patches, embed, products) : new FeatureInput(null, false);
    }

    private static InputStage? Other(ModuleArguments convolution, ModuleArguments input)
    {
        convolution.Contradiction("", convolution.Written, input.Written, "a convolution reads rows of features or sound; remove one of the two", convolution.Remove());
        return null;
    }

    private static ConvolutionInput? Convolutions(StageArguments stages, ModuleArguments encoder, int embed, Products products)
    {
        FeatureInput? projection = stages[StageArguments.Projection] is { } attribute ? Projection(attribute, embed, products) : null;
        return ConvolutionReader.Read(stages, encoder, embed, projection?.Bias);
    }

    private static FeatureInput? Projection(ModuleArguments arguments, int embed, Products products)
    {
        int? @in = arguments.Size("In");
        bool bias = arguments.Flag("Bias", true);
        if (@in is not { } inputs || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(products, all => all.Weight("In × Embed", "In", inputs, embed).Activations("In", inputs));
        return new(inputs, bias);
    }

    private static TokenInput? Tokens(ModuleArguments arguments, int embed, Products products)
    {
        int? vocabulary = arguments.Size("Vocab");
        int types = arguments.Count("Types", 0);
        float scale = arguments.Number("Scale", 1);
        if (vocabulary is not { } vocab || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(products, all => all.Weight("Vocab × Embed", "Vocab", embed, vocab).Weight("Types × Embed", "Types", types == 0 ? 0 : embed, types));
        return new(new EmbeddingSettings(vocab, types, scale));
    }

    private static PatchInput? Patches(ModuleArguments arguments, int embed, Products products)
    {
        int? height = arguments.Size("Height");
        int? width = arguments.Size("Width");
        int? patch = arguments.Size("Patch");
        int channels = arguments.OptionalSize("Channels", 3);
        bool bias = arguments.Flag("Bias", true);
        IReadOnlyList<float>? mean = arguments.Numbers("Mean");
        string stdName = arguments.IsWritten(OldStd) ? OldStd : "Std";
        IReadOnlyList<float>? std = arguments.Numbers(stdName);
        if (height is not { } h || width is not { } w || patch is not { } p || !arguments.Valid)
        {
            return null;
        }

        Divides("Height", h);
        Divides("Width", w);
        if (stdName == OldStd && arguments.IsWritten("Std"))
        {
            arguments.Contradiction(OldStd, OldStd, "Std", "it is the old name of Std; remove Deviation", arguments.Remove(OldStd));
            return null;
        }

        Scaling("Mean", mean, "Std", std);
        Scaling(stdName, std, "Mean", mean);
        const string WhatStdIs = "pixels are divided by it; give the standard deviation of each channel";
        Finite("Mean", mean, "it is subtracted from pixels; give the mean of each channel");
        Finite(stdName, std, WhatStdIs);
        if (std?.Any(number => number <= 0) == true)
        {
            arguments.Contradiction(stdName, stdName, "a number that is not above 0", WhatStdIs);
        }

        if (!arguments.Valid)
        {
            return null;
        }

        long numbers = Multiply(channels, p, p);
        arguments.Limit(products, all => all
            .Input("Channels × Height × Width", "Height or Width", Multiply(channels, h, w))
            .Weight("Channels × Patch × Patch × Embed", "Patch", numbers, embed)
            .Activations("Channels × Patch × Patch", numbers));
        return arguments.Valid ? new(new PatchSettings(h, w, p, channels, new(mean ?? []), new(std ?? [])), bias) : null;

        // Beyond 64 bits it is as much as there is.
        static long Multiply(long a, long b, long c) => a * b > long.MaxValue / c ? long.MaxValue : a * b * c;

        void Divides(string name, int size)
        {
            if (size % p != 0)
            {
                arguments.Contradiction(
                    name, $"{name} = {Literals.Integer(size)}", $"Patch = {Literals.Integer(p)}",
                    $"patches stand side by side; write {Multiples(name, size)}, or a Patch that divides it");
            }
        }

        string Multiples(string name, int size)
        {
            long below = (long)size / p * p;
            string above = $"{name} = {Literals.Integer(below + p)}";
            return below == 0 ? above : $"{name} = {Literals.Integer(below)} or {above}";
        }

        void Finite(string name, IReadOnlyList<float>? numbers, string reason)
        {
            if (numbers?.Any(number => float.IsNaN(number) || float.IsInfinity(number)) == true)
            {
                arguments.Contradiction(name, name, "a number that is not finite", reason);
            }
        }

        void Scaling(string name, IReadOnlyList<float>? numbers, string other, IReadOnlyList<float>? others)
        {
            if (numbers is not null && others is null)
            {
                arguments.Contradiction(name, name, $"no {other}", $"bytes are brought to (byte / 255 - Mean) / Std; add {other}");
            }
            else if (numbers is not null && numbers.Count != channels)
            {
                arguments.Contradiction(name, $"{name} of {Literals.Integer(numbers.Count)} numbers", $"Channels = {Literals.Integer(channels)}", $"each channel has its own number; give {Literals.Integer(channels)}");
            }
        }
    }
}
