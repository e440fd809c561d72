namespace ShapeGen.Generator.Declarations;

/// <summary>
/// The checked arguments of a module attribute: everything that the generated code depends on besides the type's name. Immutable,
/// with structural equality and no Roslyn type, or the pipeline would run again at every keystroke.
/// </summary>
/// <param name="Tokens">The fixed token count, or null where any count runs.</param>
internal abstract record ModuleShape(int? Tokens);

/// <summary><c>[Linear(In, Out)]</c>.</summary>
internal sealed record LinearShape(int In, int Out, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    public static LinearShape? Read(AttributeArguments arguments)
    {
        int? @in = arguments.Size("In");
        int? @out = arguments.Size("Out");
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        if (@in is not { } inputs || @out is not { } outputs || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens)
            .Weight("In × Out", "In or Out", inputs, outputs)
            .Activations("In", inputs)
            .Activations("Out", outputs));
        return new(inputs, outputs, bias, tokens);
    }
}

/// <summary><c>[LayerNorm(Dim)]</c>.</summary>
internal sealed record LayerNormShape(int Dim, float Epsilon, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    public static LayerNormShape? Read(AttributeArguments arguments)
    {
        int? dim = arguments.Size("Dim");
        float epsilon = arguments.Epsilon();
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        if (dim is not { } width || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens).Weight("Dim", "Dim", 1, width).Activations("Dim", width));
        return new(width, epsilon, bias, tokens);
    }
}

/// <summary><c>[FeedForward(Embed, Ffn)]</c>.</summary>
internal sealed record FeedForwardShape(int Embed, int Ffn, ActivationKind Activation, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    public static FeedForwardShape? Read(AttributeArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        int? ffn = arguments.Size("Ffn");
        ActivationKind activation = arguments.Activation();
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        if (embed is not { } e || ffn is not { } f || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens)
            .Weight("Embed × Ffn", "Embed or Ffn", e, f)
            .Weight("Ffn × Embed", "Embed or Ffn", f, e)
            .Activations("Embed", e)
            .Activations("Ffn", f));
        return new(e, f, activation, bias, tokens);
    }
}

/// <summary><c>[MultiHeadAttention(Embed, Heads)]</c>.</summary>
internal sealed record AttentionShape(int Embed, int Heads, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    public static AttentionShape? Read(AttributeArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        int? heads = arguments.Size("Heads");
        bool bias = arguments.Flag("Bias", true);
        arguments.Rate("AttentionDropout");
        int? tokens = arguments.Tokens();
        arguments.Divides(embed, heads);
        if (embed is not { } e || heads is not { } h || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(Products(e, tokens));
        return new(e, h, bias, tokens);
    }

    internal static Products Products(int embed, int? tokens) => new Products(tokens)
        .Weight("3 × Embed × Embed", "Embed", embed, 3L * embed)
        .Weight("Embed × Embed", "Embed", embed, embed)
        .Activations("3 × Embed", 3L * embed)
        .Activations("Embed", embed);
}

/// <summary><c>[Encoder(Embed, Heads, Ffn)]</c>.</summary>
internal sealed record EncoderShape(
    int Embed, int Heads, int Ffn, ActivationKind Activation, float Epsilon, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    public static EncoderShape? Read(AttributeArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        int? heads = arguments.Size("Heads");
        int? ffn = arguments.Size("Ffn");
        ActivationKind activation = arguments.Activation();
        float epsilon = arguments.Epsilon();
        bool bias = arguments.Flag("Bias", true);
        arguments.Rate("AttentionDropout");
        arguments.Rate("Dropout");
        arguments.Rate("FfnDropout");
        int? tokens = arguments.Tokens();
        arguments.Divides(embed, heads);
        if (embed is not { } e || heads is not { } h || ffn is not { } f || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(AttentionShape.Products(e, tokens)
            .Weight("Embed × Ffn", "Embed or Ffn", e, f)
            .Weight("Ffn × Embed", "Embed or Ffn", f, e)
            .Weight("2 × Embed", "Embed", 1, 2L * e)
            .Activations("Ffn", f));
        return new(e, h, f, activation, epsilon, bias, tokens);
    }
}
