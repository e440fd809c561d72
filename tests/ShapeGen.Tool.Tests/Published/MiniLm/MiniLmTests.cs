using System.Globalization;
using Microsoft.ML.Tokenizers;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Tests.Published.MiniLm;

/// <summary>README's way from a folder of a published embedder to an embedding: declare, build, tokenise, run.</summary>
public sealed class MiniLmTests
{
    private const string Happy = "That is a happy person";

    [MiniLmFact]
    public void The_published_folder_gives_the_published_similarities()
    {
        using Folder work = new();
        string repository = work.Path("all-MiniLM-L6-v2"), declaration = work.Path("MiniLm.cs");
        Directory.CreateDirectory(repository);
        MiniLmRepository.Write(repository, work.Name);

        ToolResult declared = ToolInProcess.Run("declare", repository, "--output", declaration, "--checkpoint", "all-MiniLM-L6-v2/model.safetensors");
        Assert.True(declared.ExitCode == 0, declared.Error);
        string text = File.ReadAllText(declaration);
        Assert.Contains("[Pool(Pooling.Mean, Normalize = true)]", text, StringComparison.Ordinal);
        Assert.Contains("max_seq_length", declared.Error, StringComparison.Ordinal);

        // What a build of the class says, with the checkpoint in the project.
        string checkpoint = Path.Combine(repository, "model.safetensors");
        Assert.Empty(ProjectBuild.Errors(declaration, checkpoint));

        using CompiledModel model = DeclarationCompiler.Compile(DeclarationSource.Read(declaration));
        LoadedModel running = model.Load(checkpoint);
        BertTokenizer tokenizer = BertTokenizer.Create(Path.Combine(repository, "vocab.txt"));
        float[] happy = Embed(Happy);

        // ../shared/models/README.md; they are those of the model's card, to more digits.
        Assert.Equal(0.6945775, Cosine(happy, Embed("That is a happy dog")), 5e-7);
        Assert.Equal(0.9429150, Cosine(happy, Embed("That is a very happy person")), 5e-7);
        Assert.Equal(0.2568761, Cosine(happy, Embed("Today is a sunny day")), 5e-7);

        // README's answer.
        string readme = File.ReadAllText(Path.Combine(Folder.Repository, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains($"Embed(\"{Happy}\"), dog = Embed(\"That is a happy dog\")", readme, StringComparison.Ordinal);
        string answer = Cosine(happy, Embed("That is a happy dog")).ToString("F4", CultureInfo.InvariantCulture);
        Assert.Contains($"prints\n\n    {answer}\n", readme, StringComparison.Ordinal);

        float[] Embed(string sentence)
        {
            int[] ids = [.. tokenizer.EncodeToIds(sentence, addSpecialTokens: true)];
            float[] embedding = running.Forward(new IdInput(ids, [ids.Length]));
            Assert.Equal(384, embedding.Length);
            Assert.Equal(1, embedding.Sum(number => (double)number * number), 1e-6);
            return embedding;
        }
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
