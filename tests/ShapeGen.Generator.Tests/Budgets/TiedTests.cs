using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Budgets;

/// <summary>Parameters that are one tensor of the checkpoint: what they take and what they count, beside the same model with a tensor for each.</summary>
public class TiedTests
{
    private const int Embed = 24, Ffn = 48, Vocabulary = 100;

    private const string Encoder = "Encoder(24, 3, 48, Layers = 3)";

    /// <summary>Floats of a matrix in the panels of the widest vectors, whose body is the heaviest, and of the others as they are.</summary>
    private static readonly int Lanes = VectorUnit.All[0].Lanes;

    /// <summary>The names that tie and those that do not, with what the tie saves: numbers that are counted, and floats that the heaviest body stores.</summary>
    public static TheoryData<string, string, string, int, int> Models => new()
    {
        // The table is in the panels of the head; without the tie it would be there as it is, too.
        { $"TokenEmbedding(100), Head(100, Bias = false), {Encoder}", """TokenEmbedding = "emb", Heads = "emb" """, """TokenEmbedding = "emb", Heads = "head" """, Vocabulary * Embed, Vocabulary * Embed },
        { $"TokenEmbedding(100, Types = 2), Positions(9), Pool(Pooling.Mean), Head(100), {Encoder}", """TokenEmbedding = "emb", Heads = "emb" """, """TokenEmbedding = "emb", Heads = "head" """, Vocabulary * Embed, Vocabulary * Embed },

        // Heads that are one module, weight and bias.
        { $"TokenEmbedding(100), Head(24), Head(24), Head(24), {Encoder}", """Heads = "a;b;a" """, """Heads = "a;b;c" """, (Embed * Embed) + Embed, (Panels(Embed) * Embed) + Line(Embed) },

        // A table, and two heads on it.
        { $"TokenEmbedding(24), Head(24, Bias = false), Head(24, Bias = false), {Encoder}", """TokenEmbedding = "emb", Heads = "emb;emb" """, """TokenEmbedding = "emb", Heads = "a;b" """, 2 * Embed * Embed, (Embed * Embed) + (Panels(Embed) * Embed) },

        // Norms of each layer.
        { Encoder, """Norm1 = "n.{layer}", Norm2 = "n.{layer}" """, """Norm1 = "n.{layer}", Norm2 = "m.{layer}" """, 3 * 2 * Embed, 3 * 2 * Line(Embed) },

        // Two tables of rows.
        { $"TokenEmbedding(100, Types = 100), {Encoder}", """TokenEmbedding = "emb", TypeEmbedding = "emb" """, """TokenEmbedding = "emb", TypeEmbedding = "types" """, Vocabulary * Embed, Vocabulary * Embed },

        // No kernel reads types or positions from panels: stored twice, counted once.
        { $"TokenEmbedding(100, Types = 100), Head(100, Bias = false), {Encoder}", """TokenEmbedding = "emb", TypeEmbedding = "types", Heads = "types" """, """TokenEmbedding = "emb", TypeEmbedding = "types", Heads = "head" """, Vocabulary * Embed, 0 },
        { $"Positions(100), Head(100, Bias = false), {Encoder}", """Positions = "p", Heads = "p" """, """Positions = "p", Heads = "head" """, Vocabulary * Embed, 0 },

        // Of the first layer and once in the model: no place of a layer is one of the model.
        { $"{Encoder[..^1]}, FinalNorm = true)", """Norm1 = "n.{layer}", FinalNorm = "n.0" """, """Norm1 = "n.{layer}", FinalNorm = "n.3" """, 2 * Embed, 0 },

        // What is multiplied with factors is no longer the tensor of the file.
        { "Encoder(24, 3, 24, LayerScale = true)", """Out = "w", Ffn2 = "w" """, """Out = "w", Ffn2 = "v" """, (Embed * Embed) + Embed, 0 },
        { "Encoder(24, 3, 24)", """Out = "w", Ffn2 = "w" """, """Out = "w", Ffn2 = "v" """, (Embed * Embed) + Embed, (Panels(Embed) * Embed) + Line(Embed) },

        // Rows of one matrix.
        { Encoder, """Query = "q.{layer}", Key = "k.{layer}", Value = "k.{layer}" """, """Query = "q.{layer}", Key = "k.{layer}", Value = "v.{layer}" """, 3 * ((Embed * Embed) + Embed), 0 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_tensor_counts_once_and_is_stored_once_where_one_packing_serves(string attributes, string tied, string untied, int numbers, int floats)
    {
        BudgetedModel one = BudgetedModel.Of($"{attributes}, TensorNames({tied})"), two = BudgetedModel.Of($"{attributes}, TensorNames({untied})");
        Assert.Equal(numbers, two.ParameterCount - one.ParameterCount);
        Assert.Equal(sizeof(float) * floats, two.WeightBytes - one.WeightBytes);
        Assert.Equal(one.BytesOfBodies.Max(), one.WeightBytes);
        Assert.Equal(one.BytesHere, BudgetedModel.BytesHeld(one.CreateRandom()));
    }

    [Fact]
    public void A_tied_model_by_hand()
    {
        BudgetedModel model = BudgetedModel.Of("""TokenEmbedding(100), Encoder(24, 3, 48), Head(100), TensorNames(TokenEmbedding = "emb", Heads = "emb")""");
        int layer = (4 * Embed) + (3 * Embed * Embed) + (3 * Embed) + (Embed * Embed) + Embed + (Embed * Ffn) + Ffn + (Ffn * Embed) + Embed;
        Assert.Equal((Vocabulary * Embed) + Vocabulary + layer, model.ParameterCount);
    }

    [Fact]
    public void A_budget_is_of_what_is_stored()
    {
        const string Attributes = """TokenEmbedding(100), Encoder(24, 3, 48), Head(100, Bias = false), TensorNames(TokenEmbedding = "emb", Heads = "emb")""";
        BudgetedModel model = BudgetedModel.Of(Attributes);
        Budgets.Holds(Attributes, $"WeightBytes = {model.WeightBytes}");
        Budgets.IsExceeded(Attributes, $"WeightBytes = {model.WeightBytes - 1}");
    }

    private static int Panels(int outputs) => (outputs + Lanes - 1) / Lanes * Lanes;

    private static int Line(int floats) => (floats + 15) / 16 * 16;
}
