# docker build --tag poc-desk .
# docker run --interactive --tty --volume poc-desk:/data poc-desk            a chat in the terminal
# docker run --env-file slack.env --volume poc-desk:/data poc-desk           the Slack bot, with tokens in slack.env
# docker run --volume poc-desk:/data --volume "$PWD/pdfs:/pdfs:ro" --entrypoint /app/scripts/reindex poc-desk /pdfs
FROM python:3.11-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1 \
    POC_HOME=/data \
    POC_NO_SETUP=1

RUN useradd --create-home desk && install --directory --owner=desk --group=desk /data

WORKDIR /app

# PyTorch's own index has the build for processors; without it pip fetches gigabytes for graphics cards.
COPY requirements.lock ./
RUN pip install --quiet --root-user-action=ignore \
    --extra-index-url https://download.pytorch.org/whl/cpu --requirement requirements.lock

COPY LICENSE README.md CHANGELOG.md pyproject.toml ./
COPY corpus corpus
COPY index index
COPY prompts prompts
COPY bot bot
COPY scripts scripts
RUN python -m compileall -q bot corpus index prompts scripts

USER desk
VOLUME /data
ENTRYPOINT ["/app/scripts/start"]
